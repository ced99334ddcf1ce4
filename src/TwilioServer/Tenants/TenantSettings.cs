using System.Text.Json.Serialization;

namespace TwilioServer.Tenants;

/// <summary>Who sends the text to the caller of a missed call.</summary>
public enum TextBackPolicy
{
    /// <summary>This service, at once.</summary>
    Local,

    /// <summary>Nobody.</summary>
    Off,

    /// <summary>
    /// as-call-service words it when it hears of the missed call; this service does where that does not come within three
    /// seconds, or nobody is told of calls.
    /// </summary>
    CallService,
}

/// <summary>How several phones are rung.</summary>
public enum ForwardOrder
{
    /// <summary>All at once; the first who takes the call has it.</summary>
    Simultaneous,

    /// <summary>One after the other, each for the ring time.</summary>
    Sequential,
}

/// <summary>When callers are told that a call is recorded.</summary>
public enum RecordingNotice
{
    /// <summary>Where the law of the caller's or the business's place asks for it; see <see cref="RecordingConsent"/>.</summary>
    Auto,

    /// <summary>Before every recorded call.</summary>
    Always,
}

/// <summary>
/// How a business wants its calls handled: one versioned document, checked when it is saved. Members that are added
/// later have defaults, so that documents of earlier releases stay valid. What a number or the time of day changes is a
/// <see cref="CallVariant"/>; what holds for one call is <see cref="CallSettings"/>. (Set rather than init, here and below:
/// the generated reader gives every init member that a document lacks an empty value instead of its default.)
/// </summary>
public sealed record TenantSettings
{
    /// <summary>The name that callers hear and read.</summary>
    public required string BusinessName { get; set; }

    /// <summary>
    /// The phones that take the business's calls, E.164, at most 10. None: nobody is rung and every caller is asked for a
    /// message. A single number may stand without brackets.
    /// </summary>
    [JsonConverter(typeof(OneOrManyConverter))]
    public required IReadOnlyList<string> ForwardTo { get; set; }

    public ForwardOrder ForwardOrder { get; set; }

    /// <summary>How long a phone rings, in seconds: 5 to 600 (Twilio's bounds for <c>&lt;Dial timeout&gt;</c>).</summary>
    public int RingTimeoutSeconds { get; set; } = 20;

    /// <summary>
    /// Whether who picks up must press 1. Without it a mailbox or a call screening that picks up counts as an answer, and
    /// the caller is lost to it.
    /// </summary>
    public bool RequireKeyPress { get; set; } = true;

    /// <summary>
    /// Whether Twilio listens for a machine that picks up
    /// (https://www.twilio.com/docs/voice/answering-machine-detection; it costs extra); its leg is ended then.
    /// </summary>
    public bool DetectMachine { get; set; }

    /// <summary>Spoken before the phones ring; null for none. Whoever hears it pays for the call from here on.</summary>
    public string? Greeting { get; set; }

    /// <summary>What the caller hears when nobody answers; null for the usual words in <see cref="Language"/>.</summary>
    public string? VoicemailGreeting { get; set; }

    /// <summary>The longest message, in seconds: 10 to 3600.</summary>
    public int VoicemailMaxSeconds { get; set; } = 120;

    /// <summary>Whether calls that are answered are recorded, where the service and its flags allow it.</summary>
    public bool RecordCalls { get; set; }

    public RecordingNotice RecordingNotice { get; set; }

    /// <summary>What is said before a recorded call; null for the usual words.</summary>
    public string? RecordingNoticeText { get; set; }

    /// <summary>The US state, district or Canadian province where the business is, in two letters; null where it is not known.</summary>
    public string? BusinessState { get; set; }

    /// <summary>The language of the usual words and of the voice (BCP 47): one of <see cref="Phrases.Languages"/>.</summary>
    public string Language { get; set; } = "en-US";

    /// <summary>A voice of <c>&lt;Say&gt;</c> such as <c>Polly.Joanna</c>; null for Twilio's default.</summary>
    public string? Voice { get; set; }

    /// <summary>The IANA time zone in which <see cref="Hours"/> and <see cref="Holidays"/> are meant.</summary>
    public string TimeZone { get; set; } = "America/New_York";

    /// <summary>When the business is open; null when it always is.</summary>
    public WeeklyHours? Hours { get; set; }

    /// <summary>Days that are not as other days.</summary>
    public IReadOnlyList<Holiday> Holidays { get; set; } = [];

    /// <summary>
    /// What is different while the business is closed. Then no phone is rung, unless this says which. Null for that and
    /// the usual words.
    /// </summary>
    public CallVariant? AfterHours { get; set; }

    /// <summary>
    /// Callers who are put through as all others and never get a text, nor the owner a notice of them: E.164 numbers, or
    /// the beginnings of numbers with a <c>*</c>. At most 1,000.
    /// </summary>
    public IReadOnlyList<string> IgnoreList { get; set; } = [];

    public TextBackPolicy TextBack { get; set; }

    /// <summary>
    /// The text to the caller; null for the usual words. <c>{businessName}</c>, <c>{callerCity}</c> and <c>{openingTime}</c>
    /// are replaced. Where the first text to a caller does not name the business or say how to stop, that is added.
    /// </summary>
    public string? TextBackBody { get; set; }

    /// <summary>A caller gets one text-back in this time, in seconds: 0 to 86,400.</summary>
    public int TextBackWindowSeconds { get; set; } = 600;

    /// <summary>
    /// Where callers are texted: <c>US</c>, <c>CA</c>, and beginnings of numbers such as <c>+1212</c>. Null for the US and
    /// Canada, and abroad where <c>international_calling</c> is on.
    /// </summary>
    public IReadOnlyList<string>? TextPlaces { get; set; }

    /// <summary>
    /// Whether a caller gets no text whose number the carriers found not to be the caller's (STIR/SHAKEN): such calls are often
    /// made to have somebody else texted.
    /// </summary>
    public bool SuppressUnverifiedCallers { get; set; }

    /// <summary>
    /// Texts that follow while the caller does not answer, in order, at most 5. They stop at any answer, call or opt-out, and
    /// go out between 8 and 21 o'clock where the caller is.
    /// </summary>
    public IReadOnlyList<FollowUpText> FollowUps { get; set; } = [];

    /// <summary>Whether the owner gets a text about each missed call.</summary>
    public bool NotifyOwner { get; set; }

    /// <summary>Where that text goes, E.164; null for the first of <see cref="ForwardTo"/>.</summary>
    public string? NotifyOwnerAt { get; set; }

    /// <summary>What the assistant must know to answer texts; null: the owner answers alone.</summary>
    public DispatchProfile? Dispatch { get; set; }

    /// <summary>The phone that is told of calls and texts; null where there is none.</summary>
    public string? OwnerPhone() => NotifyOwnerAt ?? (ForwardTo is [var first, ..] ? first : null);

    /// <summary>Whether a text from this phone is the owner's, not a customer's.</summary>
    public bool IsOwnersPhone(string number) =>
        number == NotifyOwnerAt || ForwardTo.Contains(number, StringComparer.Ordinal);

    /// <summary>What is wrong with these settings, each with its member's name; empty when all is well.</summary>
    public IEnumerable<string> Problems() => SettingsCheck.Of(this);
}
