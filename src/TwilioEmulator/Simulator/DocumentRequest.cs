using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>TwiML to get: from a URL with parameters beyond the call's own, or given inline by the API.</summary>
internal sealed record DocumentRequest(string Purpose, string Url, string Method)
{
    public WebhookParameters Parameters { get; init; } = [];

    /// <summary>The TwiML itself, in which case there is no URL to ask.</summary>
    public string? Inline { get; init; }

    public static DocumentRequest FromTwiml(string twiml) => new(WebhookPurpose.Voice, "", "POST") { Inline = twiml };
}
