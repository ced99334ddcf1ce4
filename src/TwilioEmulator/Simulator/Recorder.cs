using TwilioEmulator.Clock;
using TwilioEmulator.Events;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Makes recordings: a take begins and is kept (processed for a moment, then completed) or turns out empty.</summary>
internal sealed class Recorder(
    EmulatorStore store,
    SidGenerator sids,
    VirtualClock clock,
    RecordingCallbackSender callbacks,
    EventLog events
)
{
    public static readonly TimeSpan ProcessingTime = TimeSpan.FromSeconds(1);

    public Take Begin(Call call, string source, int channels, RecordingCallback? callback, string track = "both")
    {
        var take = new Take(sids.Next("RE"), call, source, channels, clock.GetUtcNow(), callback, track);
        Report(take, "in-progress", 0);
        return take;
    }

    public Recording Keep(Take take, TimeSpan length)
    {
        var recording = new Recording
        {
            Sid = take.Sid,
            CallSid = take.Call.Sid,
            Source = take.Source,
            Channels = take.Channels,
            DurationSeconds = (int)Math.Ceiling(length.TotalSeconds),
            StartTime = take.StartTime,
            DateCreated = take.StartTime,
            DateUpdated = clock.GetUtcNow(),
        };
        store.Recordings.Add(recording.Sid, recording);
        clock.Schedule(ProcessingTime, () => Complete(take, recording));
        return recording;
    }

    /// <summary>Nothing was said: Twilio keeps no recording.</summary>
    public void Discard(Take take) => Report(take, "absent", 0);

    private void Complete(Take take, Recording recording)
    {
        recording.Status = "completed";
        recording.DateUpdated = clock.GetUtcNow();
        var data = new Dictionary<string, object?>
        {
            ["recordingSid"] = recording.Sid,
            ["durationSeconds"] = recording.DurationSeconds,
            ["source"] = recording.Source,
            ["channels"] = recording.Channels,
        };
        events.Add("recording.completed", take.Call.Sid, data: data);
        Report(take, "completed", recording.DurationSeconds);
    }

    private void Report(Take take, string status, int durationSeconds)
    {
        if (take.Callback is { } callback && callback.Events.Contains(status))
            callbacks.Send(take, callback, status, durationSeconds);
    }
}
