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
