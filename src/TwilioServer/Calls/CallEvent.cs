namespace TwilioServer.Calls;

/// <summary>What may happen to a call. Each names the type under which the journal keeps it.</summary>
public abstract record CallEvent(string Type)
{
    /// <summary>Whether this event can be the one that shows the call as missed.</summary>
    public virtual bool MayDecideMissed => false;
}

/// <summary>
/// An answer of ours comes due in the course of a call. Its URL, which Twilio signs, says how many events the call had
/// when the step was given out.
/// </summary>
/// <param name="CallStatus">The caller's own leg at that moment: terminal when the caller hung up.</param>
public abstract record CallStep(string Type, string CallStatus) : CallEvent(Type)
{
    /// <summary>The number of the event that the step was given out with; null where the URL says none.</summary>
    public int? Step { get; init; }

    public bool CallerHungUp => CallDecider.IsTerminal(CallStatus);
}

/// <summary>A call came in: Twilio asks what to do with it.</summary>
/// <param name="CallerState">The US state or Canadian province that Twilio takes the caller to be in; null where it does not know.</param>
public sealed record VoiceReceived(string? CallerState = null) : CallEvent("voice.received")
{
    /// <summary>The city of the caller's number; null where Twilio does not know.</summary>
    public string? CallerCity { get; init; }

    /// <summary>What the carriers say of the caller's number; null where they say nothing.</summary>
    public string? StirVerstat { get; init; }

    public override bool MayDecideMissed => true;
}

/// <summary>Twilio could not get an answer at the first address and asks here.</summary>
public sealed record VoiceFellBack(string? ErrorCode) : CallEvent("voice.fell-back")
{
    public override bool MayDecideMissed => true;
}

/// <summary>Somebody picked up the forwarded leg: Twilio asks what they hear before the caller is put through.</summary>
public sealed record WhisperRequested() : CallStep("whisper.requested", "in-progress");

/// <summary>Whoever picked up pressed a key.</summary>
public sealed record KeyPressed(string Digits) : CallStep("key.pressed", "in-progress");

/// <summary>Twilio heard who picked up the forwarded leg.</summary>
/// <param name="AnsweredBy">https://www.twilio.com/docs/voice/answering-machine-detection</param>
/// <param name="DialCallSid">The forwarded leg.</param>
public sealed record AnswerDetected(string AnsweredBy, string DialCallSid) : CallEvent("answer.detected")
{
    public bool IsMachine => AnsweredBy.StartsWith("machine", StringComparison.Ordinal) || AnsweredBy is "fax";
}

/// <summary>The forwarded leg ended.</summary>
/// <param name="DialBridged">Whether both parties spoke; null where Twilio did not say.</param>
public sealed record DialEnded(
    string DialCallStatus,
    string? DialCallSid,
    int? DialCallDurationSeconds,
    bool? DialBridged,
    string CallStatus
) : CallStep("dial.ended", CallStatus)
{
    public override bool MayDecideMissed => true;

    /// <summary>Which of several phones was rung, from 0; null where the URL does not say.</summary>
    public int? Target { get; init; }

    /// <summary>Whether the leg was picked up. Twilio says <c>completed</c> also when nobody was bridged.</summary>
    public bool IsPickedUp => DialCallStatus is "completed" or "answered";

    /// <summary>Whether both parties spoke, as far as Twilio's words alone tell.</summary>
    public bool IsBridged => IsPickedUp && (DialBridged ?? DialCallDurationSeconds is null or > 0);
}

/// <summary>The caller's message was recorded, or the caller hung up while leaving it.</summary>
public sealed record VoicemailRecorded(
    string? RecordingSid,
    string? RecordingUrl,
    int? DurationSeconds,
    string CallStatus
) : CallStep("voicemail.recorded", CallStatus);

/// <summary>Twilio began or finished a recording.</summary>
public sealed record RecordingCompleted(
    string RecordingSid,
    string? RecordingUrl,
    int? DurationSeconds,
    int? Channels,
    string RecordingStatus
) : CallEvent("recording.completed");

/// <summary>The caller's own leg changed state.</summary>
public sealed record CallStatusChanged(string CallStatus, int? DurationSeconds) : CallEvent("call.status-changed");

/// <summary>The call ended a moment ago: whatever was still under way should have arrived by now.</summary>
public sealed record ResolveDue() : CallEvent("timer.fired")
{
    public override bool MayDecideMissed => true;
}

/// <summary>Twilio's own account of a call and its forwarded leg, when we asked: the truth where webhooks were lost.</summary>
/// <param name="CallStatus">How the caller's leg ended, or how it stands.</param>
/// <param name="EndedAt">When it ended, by Twilio's clock.</param>
/// <param name="Dial">How the forwarded leg ended; null where nobody was rung.</param>
public sealed record CallFetched(string CallStatus, int? DurationSeconds, DateTimeOffset EndedAt, DialEnded? Dial)
    : CallEvent("call.fetched")
{
    public override bool MayDecideMissed => true;
}

/// <summary>Nothing was heard of the call for longer than any call lasts, and Twilio cannot tell of it either.</summary>
public sealed record CallLost() : CallEvent("call.lost")
{
    public override bool MayDecideMissed => true;
}

/// <summary>as-call-service words the text of a missed call.</summary>
public sealed record TextAsked(string Body) : CallEvent("text.asked")
{
    public override bool MayDecideMissed => true;
}

/// <summary>Nobody worded the text of a missed call in time.</summary>
public sealed record TextDue() : CallEvent("text.due")
{
    public override bool MayDecideMissed => true;
}

/// <summary>A text that follows up on a missed call comes due.</summary>
/// <param name="Index">Which of the tenant's follow-ups, from 0.</param>
/// <param name="IsAnswered">Whether the caller called or wrote since.</param>
public sealed record FollowUpDue(int Index, bool IsAnswered) : CallEvent("follow-up.due")
{
    public override bool MayDecideMissed => true;
}

/// <summary>as-call-service was told that the call came in.</summary>
/// <param name="IsTaken">Whether it took it; otherwise it will not hear more of it.</param>
public sealed record IncomingReported(bool IsTaken) : CallEvent("incoming.reported");

/// <summary>A worker asks whether it may tell as-call-service that the call was missed.</summary>
public sealed record MissedReportRequested() : CallEvent("missed-report.requested");

/// <summary>What came of telling it.</summary>
/// <param name="Outcome">
/// <see cref="CallReport.Done"/>, <see cref="CallReport.Refused"/>, <see cref="CallReport.Unknown"/>, or
/// <see cref="CallReport.Told"/> where it surely did not hear of it and may be told again.
/// </param>
public sealed record MissedReportSettled(CallReport Outcome, Guid? ConversationId) : CallEvent("missed-report.settled");
