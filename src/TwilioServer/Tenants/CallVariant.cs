using System.Text.Json.Serialization;

namespace TwilioServer.Tenants;

/// <summary>
/// What a number, a closed business or a holiday changes of a tenant's settings; what is null stays as it is. The members
/// mean what they mean in <see cref="TenantSettings"/>.
/// </summary>
public sealed record CallVariant
{
    /// <summary>The name that callers of this number hear and read: a tenant may have several brands.</summary>
    public string? BusinessName { get; set; }

    [JsonConverter(typeof(OneOrManyConverter))]
    public IReadOnlyList<string>? ForwardTo { get; set; }

    public ForwardOrder? ForwardOrder { get; set; }

    public int? RingTimeoutSeconds { get; set; }

    public bool? RequireKeyPress { get; set; }

    public bool? DetectMachine { get; set; }

    public bool? RecordCalls { get; set; }

    public string? Greeting { get; set; }

    public string? VoicemailGreeting { get; set; }

    public string? Language { get; set; }

    public string? Voice { get; set; }

    public TextBackPolicy? TextBack { get; set; }

    public string? TextBackBody { get; set; }
}

/// <summary>What is special about one of a tenant's numbers.</summary>
public sealed record NumberSettings
{
    public static readonly NumberSettings None = new();

    /// <summary>What people call it, such as <c>Newspaper ad</c>: 1 to 100 characters.</summary>
    public string? Label { get; set; }

    /// <summary>
    /// The Messaging Service (<c>MG…</c>) that the number is in, if any. Through it a text that must arrive can be sent a second
    /// time in a way that can be taken back, where nobody can tell what became of the first.
    /// </summary>
    public string? MessagingServiceSid { get; set; }

    /// <summary>
    /// Message segments that Twilio sends from it in a second, 1 to 1,000: an approved campaign or a verified number may have
    /// more than the usual. Null for what is usual for its kind.
    /// </summary>
    public int? MessagesPerSecond { get; set; }

    /// <summary>What differs for calls to this number.</summary>
    public CallVariant? Calls { get; set; }

    /// <summary>What differs while the business is closed; comes on top of the tenant's.</summary>
    public CallVariant? AfterHours { get; set; }

    /// <summary>What is wrong with these settings, each with its member's name; empty when all is well.</summary>
    public IEnumerable<string> Problems() => SettingsCheck.Of(this);
}
