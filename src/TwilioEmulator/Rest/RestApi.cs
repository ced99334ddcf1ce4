using TwilioEmulator.Rest.Accounts;
using TwilioEmulator.Rest.Applications;
using TwilioEmulator.Rest.AuthTokens;
using TwilioEmulator.Rest.Calls;
using TwilioEmulator.Rest.Iam;
using TwilioEmulator.Rest.IncomingPhoneNumbers;
using TwilioEmulator.Rest.Insights;
using TwilioEmulator.Rest.Keys;
using TwilioEmulator.Rest.Messages;
using TwilioEmulator.Rest.Messaging;
using TwilioEmulator.Rest.Monitor;
using TwilioEmulator.Rest.Recordings;
using TwilioEmulator.Rest.Transcriptions;
using TwilioEmulator.Rest.Usage;

namespace TwilioEmulator.Rest;

/// <summary>Twilio's API: version 2010-04-01 on api.twilio.com, and the hosts that came after it.</summary>
internal static class RestApi
{
    public const string Prefix = "/2010-04-01";

    public static void MapRest(this WebApplication app)
    {
        app.Use(RouteByDomain);
        app.UseWhen(
            context => context.Domain() is not null,
            rest => rest.UseMiddleware<RestEnvelope>().UseMiddleware<RestAuthentication>()
        );
        // The path may have been rewritten above, so routes are looked for now and not before.
        app.UseRouting();
        app.MapAccounts();
        MapAccount(app.MapGroup($"{Prefix}/Accounts/{{accountSid}}"));
        app.MapGroup("/accounts.twilio.com/v1").MapAuthTokens();
        app.MapGroup("/iam.twilio.com/v1").MapIamKeys();
        app.MapGroup("/insights.twilio.com/v1/Voice").MapInsights();
        app.MapGroup("/messaging.twilio.com/v1").MapMessaging();
        app.MapGroup("/monitor.twilio.com/v1").MapAlerts();
        app.MapFallback("{**path}", Absent);
    }

    private static void MapAccount(RouteGroupBuilder account)
    {
        account.MapApplications();
        account.MapBalance();
        account.MapCalls();
        account.MapIncomingPhoneNumbers();
        account.MapKeys();
        account.MapMessages();
        account.MapRecordings();
        account.MapTranscriptions();
        account.MapUsage();
    }

    /// <summary>What no route is for: on a host of Twilio in Twilio's words, else as any web server says it.</summary>
    private static IResult Absent(HttpContext context) =>
        context.Domain() is null ? Results.NotFound() : TwilioError.NotFound(context);

    private static Task RouteByDomain(HttpContext context, RequestDelegate next)
    {
        if (TwilioDomain.Of(context.Request) is not { } domain)
            return next(context);
        context.Features.Set(domain);
        context.Request.Path = domain.Route;
        return next(context);
    }
}
