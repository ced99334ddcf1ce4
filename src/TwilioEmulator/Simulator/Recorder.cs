using System.Collections.Concurrent;
using TwilioEmulator.Clock;
using TwilioEmulator.Events;
using TwilioEmulator.Store;

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
    private readonly ConcurrentDictionary<string, Take> running = new(StringComparer.Ordinal);

    public Take Begin(Call call, string source, int channels, RecordingCallback? callback, string track = "both")
    {
        var now = clock.GetUtcNow();
        var take = new Take(sids.Next("RE"), call, source, channels, now, callback) { Track = track };
        store.Recordings.Add(
            new Recording
            {
                Sid = take.Sid,
                AccountSid = call.AccountSid,
                CallSid = call.Sid,
                Source = source,
                Channels = channels,
                Track = track,
                StartTime = now,
                DateCreated = now,
                DateUpdated = now,
            }
        );
        running[take.Sid] = take;
        Report(take, RecordingStatus.InProgress, 0);
        return take;
    }

    public Recording Keep(Take take, TimeSpan length) => End(take, length, RecordingStatus.Processing);

    /// <summary>The API ends a recording before the call or the verb does.</summary>
    public bool TryStop(Recording recording)
    {
        if (!running.TryGetValue(recording.Sid, out var take))
            return false;
        End(take, clock.GetUtcNow() - take.StartTime, RecordingStatus.Stopped);
        return true;
    }

    /// <summary>Nothing was said: Twilio keeps no recording.</summary>
    public void Discard(Take take)
    {
        running.TryRemove(take.Sid, out _);
        store.Recordings.Remove(take.Sid);
        Report(take, RecordingStatus.Absent, 0);
    }

    private Recording End(Take take, TimeSpan length, string status)
    {
        if (!store.Recordings.TryGet(take.Sid, out var recording))
            throw new InvalidOperationException($"The recording {take.Sid} was discarded.");
        running.TryRemove(take.Sid, out _);
        if (recording.TryEnd(length, status, clock.GetUtcNow()))
            clock.Schedule(ProcessingTime, () => Complete(take, recording));
        return recording;
    }

    private void Complete(Take take, Recording recording)
    {
        recording.Complete(clock.GetUtcNow());
        var data = new Dictionary<string, object?>
        {
            ["recordingSid"] = recording.Sid,
            ["durationSeconds"] = recording.DurationSeconds,
            ["source"] = recording.Source,
            ["channels"] = recording.Channels,
        };
        events.Add("recording.completed", take.Call.Sid, data: data);
        Report(take, RecordingStatus.Completed, recording.DurationSeconds ?? 0);
    }

    private void Report(Take take, string status, int durationSeconds)
    {
        if (take.Callback is { } callback && callback.Events.Contains(status))
            callbacks.Send(take, callback, status, durationSeconds);
    }
}
