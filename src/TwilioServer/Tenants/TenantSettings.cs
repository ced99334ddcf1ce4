namespace TwilioServer.Tenants;

/// <summary>Who sends the text to the caller of a missed call.</summary>
public enum TextBackPolicy
{
    /// <summary>This service, at once.</summary>
    Local,

    /// <summary>Nobody.</summary>
    Off,
}

/// <summary>
/// How a business wants its calls handled: one versioned document, checked when it is saved. Members that are added
/// later have defaults, so that documents of earlier releases stay valid.
/// </summary>
public sealed record TenantSettings
{
    /// <summary>The name that callers hear and read.</summary>
    public required string BusinessName { get; init; }

    /// <summary>The owner's phone, E.164.</summary>
    public required string ForwardTo { get; init; }

    /// <summary>How long the owner's phone rings, in seconds: 5 to 600 (Twilio's bounds for <c>&lt;Dial timeout&gt;</c>).</summary>
    public int RingTimeoutSeconds { get; init; } = 20;

    /// <summary>What the caller hears when nobody answers. <c>{businessName}</c> is replaced.</summary>
    public string VoicemailGreeting { get; init; } =
        "You have reached {businessName}. We cannot take your call right now. Please leave a message after the tone.";

    /// <summary>The longest message, in seconds: 10 to 3600.</summary>
    public int VoicemailMaxSeconds { get; init; } = 120;

    public TextBackPolicy TextBack { get; init; } = TextBackPolicy.Local;

    /// <summary>The text to the caller. <c>{businessName}</c> is replaced. It names the business and says how to stop.</summary>
    public string TextBackBody { get; init; } =
        "Hi, this is {businessName}. Sorry we missed your call! How can we help? Reply STOP to opt out.";

    /// <summary>A caller gets one text-back in this time, in seconds: 0 to 86,400.</summary>
    public int TextBackWindowSeconds { get; init; } = 600;

    /// <summary>A greeting or a text with its placeholders replaced.</summary>
    public string Fill(string template) => template.Replace("{businessName}", BusinessName, StringComparison.Ordinal);

    internal TimeSpan TextBackWindow => TimeSpan.FromSeconds(TextBackWindowSeconds);

    /// <summary>What is wrong with these settings, each with its member's name; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(BusinessName) || BusinessName.Length > 100)
            yield return "businessName: expected 1 to 100 characters.";
        if (!PhoneNumber.IsE164(ForwardTo))
            yield return "forwardTo: expected an E.164 number such as +14155550100.";
        if (RingTimeoutSeconds is < 5 or > 600)
            yield return "ringTimeoutSeconds: expected 5 to 600.";
        if (VoicemailGreeting.Length is 0 or > 1000)
            yield return "voicemailGreeting: expected 1 to 1,000 characters.";
        if (VoicemailMaxSeconds is < 10 or > 3600)
            yield return "voicemailMaxSeconds: expected 10 to 3600.";
        if (TextBackBody.Length is 0 or > 1600)
            yield return "textBackBody: expected 1 to 1,600 characters.";
        if (TextBackWindowSeconds is < 0 or > 86_400)
            yield return "textBackWindowSeconds: expected 0 to 86,400.";
    }
}
