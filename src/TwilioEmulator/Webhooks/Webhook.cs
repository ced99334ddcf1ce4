namespace TwilioEmulator.Webhooks;

/// <summary>A request that Twilio makes to the application.</summary>
internal sealed record Webhook(string Purpose, string Url, string Method, WebhookParameters Parameters)
{
    public string? CallSid { get; init; }
    public string? MessageSid { get; init; }

    /// <summary>Whether it concerns a call; a fallback request of a message is told apart by this.</summary>
    public bool IsVoice { get; init; } = WebhookPurpose.IsVoice(Purpose);
}
