namespace TwilioServer.Calls;

/// <summary>What may happen to a call. Each names the type under which the journal keeps it.</summary>
public abstract record CallEvent(string Type)
{
    /// <summary>Whether this event can be the one that shows the call as missed.</summary>
    public virtual bool MayDecideMissed => false;
}

/// <summary>A call came in: Twilio asks what to do with it.</summary>
public sealed record VoiceReceived() : CallEvent("voice.received");

/// <summary>Twilio could not get an answer at the first address and asks here.</summary>
public sealed record VoiceFellBack(string? ErrorCode) : CallEvent("voice.fell-back")
{
    public override bool MayDecideMissed => true;
}

/// <summary>The forwarded leg ended.</summary>
/// <param name="DialBridged">Whether both parties spoke; null where Twilio did not say.</param>
/// <param name="CallStatus">The caller's own leg at that moment: terminal when the caller hung up.</param>
public sealed record DialEnded(
    string DialCallStatus,
    string? DialCallSid,
    int? DialCallDurationSeconds,
    bool? DialBridged,
    string CallStatus
) : CallEvent("dial.ended")
{
    public override bool MayDecideMissed => !Answered;

    /// <summary><c>completed</c> alone is not an answer: Twilio says it too when nobody was bridged.</summary>
    public bool Answered =>
        DialCallStatus is "completed" or "answered" && (DialBridged ?? DialCallDurationSeconds is null or > 0);
}

/// <summary>The caller's message was recorded, or the caller hung up while leaving it.</summary>
public sealed record VoicemailRecorded(
    string? RecordingSid,
    string? RecordingUrl,
    int? DurationSeconds,
    string CallStatus
) : CallEvent("voicemail.recorded");

/// <summary>Twilio finished a recording.</summary>
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
/// <param name="CallStatus">How the caller's leg ended.</param>
/// <param name="EndedAt">When it ended, by Twilio's clock.</param>
/// <param name="Dial">How the forwarded leg ended; null where nobody was rung.</param>
public sealed record CallFetched(string CallStatus, int? DurationSeconds, DateTimeOffset EndedAt, DialEnded? Dial)
    : CallEvent("call.fetched")
{
    public override bool MayDecideMissed => Dial is not { Answered: true };
}
