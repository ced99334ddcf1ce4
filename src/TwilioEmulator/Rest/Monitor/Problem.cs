using System.Globalization;
using TwilioEmulator.Events;

namespace TwilioEmulator.Rest.Monitor;

/// <summary>Something of the application's that Twilio could not use. It is a notification of its call and an alert.</summary>
/// <param name="ResourceSid">The call or message that it happened to.</param>
/// <param name="Webhook">The request that failed, if there was one.</param>
internal sealed record Problem(
    string Sid,
    string AccountSid,
    string ResourceSid,
    int Code,
    string Message,
    bool IsWarning,
    string Url,
    DateTimeOffset Date,
    EmulatorEvent? Webhook
)
{
    public string MoreInfo => $"https://www.twilio.com/docs/errors/{Code}";

    public string Method => Webhook?.Data["method"] as string ?? "POST";

    /// <summary>What was asked with, as a form.</summary>
    public string Variables =>
        Webhook is null
            ? ""
            : string.Join(
                '&',
                ((string[][])Webhook.Data["parameters"]!).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}")
            );

    public string ResponseBody => Webhook?.Data["responseBody"] as string ?? "";

    public string ResponseHeaders =>
        Webhook?.Data["responseContentType"] is string type ? $"Content-Type={Uri.EscapeDataString(type)}" : "";

    /// <summary>The sid tells where in the log it stands, so nothing has to be stored a second time.</summary>
    public static string SidOf(EmulatorEvent logged) => "NO" + logged.Seq.ToString("x32", CultureInfo.InvariantCulture);
}
