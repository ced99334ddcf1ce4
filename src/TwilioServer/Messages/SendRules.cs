using System.Net;
using TwilioServer.FeatureFlags;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <summary>What stands against a text that somebody wants sent, whoever it is.</summary>
internal sealed class SendRules(TenantDirectory tenants, FeatureDirectory features)
{
    private const int Unprocessable = StatusCodes.Status422UnprocessableEntity;
    private const int MostMedia = 10;
    private const int MostCharacters = 1600;
    private const int LongestUrl = 2000;

    public SendRefusal? ReasonAgainst(TextToSend text)
    {
        if (tenants.Find(text.TenantId) is null)
            return new SendRefusal(StatusCodes.Status404NotFound, "tenant-unknown", "There is no such tenant.");
        if (tenants.FindByNumber(text.From)?.TenantId != text.TenantId)
            return new SendRefusal(Unprocessable, "from-unknown", "from: expected one of the tenant's own numbers.");
        if (!PhoneNumber.CanBeTexted(text.To) || tenants.FindByNumber(text.To) is not null)
            return new SendRefusal(
                Unprocessable,
                "to-malformed",
                "to: expected a customer's E.164 number, such as +14155550123."
            );
        var allowed = features.For(text.TenantId).Features;
        if (!PhoneNumber.IsNorthAmerican(text.To) && !allowed.HasFlag(Features.InternationalCalling))
            return new SendRefusal(
                StatusCodes.Status403Forbidden,
                "international-off",
                "to: texts abroad are switched off (international_calling)."
            );
        return Media(text, allowed) ?? Body(text);
    }

    private static SendRefusal? Body(TextToSend text)
    {
        if (text.Body.Length == 0 && text.MediaUrls is { Count: > 0 })
            return null;
        return string.IsNullOrWhiteSpace(text.Body) || text.Body.Length > MostCharacters || text.Body.Contains('\0')
            ? new SendRefusal(Unprocessable, "body-malformed", "body: expected 1 to 1,600 characters.")
            : null;
    }

    private static SendRefusal? Media(TextToSend text, Features allowed)
    {
        if (text.MediaUrls is not { Count: > 0 } urls)
            return null;
        if (!allowed.HasFlag(Features.MmsSupport))
            return new SendRefusal(
                StatusCodes.Status403Forbidden,
                "mms-off",
                "mediaUrls: pictures are switched off (mms_support)."
            );
        return urls.Count > MostMedia || !urls.All(IsPublic)
            ? new SendRefusal(
                Unprocessable,
                "media-malformed",
                $"mediaUrls: expected at most {MostMedia} https addresses that Twilio can reach, without user names."
            )
            : null;
    }

    /// <summary>Twilio fetches it, not we; an address that only we can reach is a mistake, or a probe.</summary>
    private static bool IsPublic(string url) =>
        url.Length <= LongestUrl
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri is { Scheme: "https", UserInfo: "", IsLoopback: false, HostNameType: UriHostNameType.Dns }
        && uri.Host.Contains('.', StringComparison.Ordinal)
        && !IPAddress.TryParse(uri.Host, out _);
}
