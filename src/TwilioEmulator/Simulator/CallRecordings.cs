using System.Collections.Concurrent;
using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>Recordings that run beside the TwiML of a call: begun by the API, ended by it or with the call.</summary>
internal sealed class CallRecordings
{
    private readonly Recorder recorder;
    private readonly EmulatorStore store;
    private readonly ConcurrentDictionary<string, ConcurrentBag<Recording>> byCall = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RecordingWish> awaitingAnswer = new(StringComparer.Ordinal);

    public CallRecordings(Recorder recorder, EmulatorStore store, CallLifecycle lifecycle)
    {
        (this.recorder, this.store) = (recorder, store);
        lifecycle.Follow(Follow);
    }

    public Recording Start(Call call, string source, RecordingWish wish)
    {
        var take = recorder.Begin(call, source, wish.Channels, wish.Callback, wish.Track);
        store.Recordings.TryGet(take.Sid, out var recording);
        byCall.GetOrAdd(call.Sid, _ => []).Add(recording!);
        return recording!;
    }

    /// <summary>What <c>Record=true</c> of a call means: from the answer to the end.</summary>
    public void StartWhenAnswered(Call call, RecordingWish wish) => awaitingAnswer[call.Sid] = wish;

    private void Follow(Call call)
    {
        if (call.Status == CallStatus.InProgress && awaitingAnswer.TryRemove(call.Sid, out var wish))
            call.Recording = Start(call, "OutboundAPI", wish);
        if (!call.IsEnded)
            return;
        awaitingAnswer.TryRemove(call.Sid, out _);
        if (byCall.TryRemove(call.Sid, out var recordings))
            foreach (var recording in recordings.Where(each => each.IsLive))
                recorder.TryStop(recording);
    }
}
