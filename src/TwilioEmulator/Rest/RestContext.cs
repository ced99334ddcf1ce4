using Microsoft.AspNetCore.Http.Features;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest;

/// <summary>What is known of a request before its handler runs.</summary>
internal static class RestContext
{
    public static TwilioDomain? Domain(this HttpContext context) => context.Features.Get<TwilioDomain>();

    /// <summary>Where the URLs in an answer start: the host that was asked.</summary>
    public static string BaseUrl(this HttpContext context) => context.Domain()?.BaseUrl ?? "";

    /// <summary>The account of the credentials. Hosts other than api.twilio.com name no account in their paths.</summary>
    public static Account Account(this HttpContext context) =>
        context.Features.GetRequiredFeature<RestCaller>().Account;

    private static T GetRequiredFeature<T>(this IFeatureCollection features) =>
        features.Get<T>() ?? throw new InvalidOperationException($"No {typeof(T).Name}: the request was not let in.");
}
