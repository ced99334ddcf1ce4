using TwilioServer.FeatureFlags;

namespace TwilioServer.Calls;

/// <summary>How far a call has come. It only moves forward.</summary>
public enum CallStage
{
    /// <summary>Known, but no TwiML was given yet: another webhook overtook the first.</summary>
    Received,

    /// <summary>The owner's phone is being rung.</summary>
    Dialing,

    /// <summary>The owner answered.</summary>
    Answered,

    /// <summary>The owner did not; the caller is asked for a message.</summary>
    Voicemail,

    /// <summary>Twilio reported the end.</summary>
    Ended,
}

/// <summary>A call as its events made it.</summary>
/// <param name="Missed">Null until it is known whether anybody answered.</param>
/// <param name="DialCallStatus">Twilio's word for the end of the forwarded leg; null until it ended.</param>
/// <param name="TerminalStatus">Twilio's word for the end of the caller's own leg; null until it ended.</param>
/// <param name="EventSequence">The number of events that made this state.</param>
public sealed record CallState(
    long CallId,
    string CallSid,
    Guid TenantId,
    string From,
    string To,
    string Direction,
    DateTimeOffset CreatedAt,
    CallStage Stage = CallStage.Received,
    bool? Missed = null,
    string? MissedReason = null,
    string? DialCallStatus = null,
    string? DialCallSid = null,
    int? DialCallDurationSeconds = null,
    string? TerminalStatus = null,
    int? DurationSeconds = null,
    DateTimeOffset? EndedAt = null,
    int EventSequence = 0
)
{
    /// <summary>What was switched on when the call began; what is switched meanwhile does not change it.</summary>
    public Features Features { get; init; } = Features.Default;

    /// <summary>Where phones are rung one after the other, which of them is being rung, from 0.</summary>
    public int DialTarget { get; init; }

    /// <summary>Whether somebody pressed 1 to take the call.</summary>
    public bool Accepted { get; init; }

    /// <summary>Twilio's word for who picked up the forwarded leg, such as <c>human</c> or <c>machine_start</c>; null where nobody listened.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>Whether Twilio was told to record the call once it is answered.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>How far as-call-service was told of the call; null where it is not.</summary>
    public CallReport? Report { get; init; }

    /// <summary>What as-call-service calls the conversation that follows from the missed call.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>Whether a text to the caller, if there is to be one, is still to be worded, by as-call-service or by us after a moment.</summary>
    public bool IsTextDue { get; init; }

    /// <summary>How many of the tenant's follow-ups came due so far, sent or not.</summary>
    public int FollowUps { get; init; }

    /// <summary>The city that Twilio takes the caller's number to be of; null where it does not know.</summary>
    public string? CallerCity { get; init; }

    /// <summary>
    /// What the carriers say about whether the caller's number is the caller's (STIR/SHAKEN), as Twilio passes it on, such as
    /// <c>TN-Validation-Failed-C</c>. Text from outside: it authenticates nobody.
    /// </summary>
    public string? StirVerstat { get; init; }

    /// <summary>
    /// Twilio's word for the call as the business sees it. The caller's leg of a missed call ends as
    /// <c>completed</c>, because the voicemail answered it; what happened to the business is the end of its own leg.
    /// </summary>
    public string Status =>
        (Stage, Missed) switch
        {
            (CallStage.Ended, true) => MissedStatus,
            (CallStage.Ended, false) => "completed",
            (CallStage.Received or CallStage.Dialing, _) => "ringing",
            _ => "in-progress",
        };

    /// <summary>From the reason alone: it never changes, while the dial's result may come after the call was decided.</summary>
    private string MissedStatus => MissedReason is "busy" or "failed" or "canceled" ? MissedReason : "no-answer";
}
