namespace TwilioEmulator.Store;

/// <summary>What was said on a call, as Twilio's Recording resource has it.</summary>
internal sealed class Recording : IOwned
{
    private readonly Lock gate = new();
    private DateTimeOffset? skippingSince;
    private TimeSpan skipped;

    public required string Sid { get; init; }
    public required string CallSid { get; init; }
    public string AccountSid { get; init; } = "";
    public string? ConferenceSid { get; init; }

    /// <summary><c>RecordVerb</c>, <c>DialVerb</c>, <c>OutboundAPI</c>, <c>StartCallRecordingAPI</c>…</summary>
    public required string Source { get; init; }
    public required int Channels { get; init; }

    /// <summary><c>inbound</c>, <c>outbound</c> or <c>both</c>.</summary>
    public string Track { get; init; } = "both";
    public required DateTimeOffset StartTime { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }

    /// <summary>Null until the recording has ended.</summary>
    public int? DurationSeconds { get; private set; }
    public string Status { get; private set; } = RecordingStatus.InProgress;

    /// <summary>Its media are gone at once; what is known about it stays for a while.</summary>
    public bool IsDeleted { get; set; }

    public bool IsLive => Status is RecordingStatus.InProgress or RecordingStatus.Paused;

    /// <summary>Stops listening. What is skipped is not in the recording; else the pause is there as silence.</summary>
    public bool TryPause(bool skip, DateTimeOffset now)
    {
        lock (gate)
        {
            if (!IsLive)
                return false;
            Unpause(now);
            skippingSince = skip ? now : null;
            (Status, DateUpdated) = (RecordingStatus.Paused, now);
            return true;
        }
    }

    public bool TryResume(DateTimeOffset now)
    {
        lock (gate)
        {
            if (!IsLive)
                return false;
            Unpause(now);
            (Status, DateUpdated) = (RecordingStatus.InProgress, now);
            return true;
        }
    }

    /// <summary>Ends the recording once: it may be stopped by the API before the verb that made it is over.</summary>
    public bool TryEnd(TimeSpan length, string status, DateTimeOffset now)
    {
        lock (gate)
        {
            if (!IsLive)
                return false;
            Unpause(now);
            DurationSeconds = Math.Max(0, (int)Math.Ceiling((length - skipped).TotalSeconds));
            (Status, DateUpdated) = (status, now);
            return true;
        }
    }

    public void Complete(DateTimeOffset now)
    {
        lock (gate)
            (Status, DateUpdated) = (RecordingStatus.Completed, now);
    }

    private void Unpause(DateTimeOffset now)
    {
        skipped += now - (skippingSince ?? now);
        skippingSince = null;
    }
}
