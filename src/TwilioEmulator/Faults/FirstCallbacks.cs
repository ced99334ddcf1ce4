using System.Collections.Concurrent;

namespace TwilioEmulator.Faults;

/// <summary>Lets the answer of a request wait for the first callback of what it made.</summary>
internal sealed class FirstCallbacks
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> awaited = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> early = new(StringComparer.Ordinal);
    private int waiting;

    /// <summary>From here on callbacks are noted, as one may be answered before its sid is known to who waits.</summary>
    public void Expect() => Interlocked.Increment(ref waiting);

    public async Task WaitAsync(string sid, TimeSpan longest, CancellationToken cancellation)
    {
        var signal = awaited.GetOrAdd(sid, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!early.ContainsKey(sid))
            await signal
                .Task.WaitAsync(longest, TimeProvider.System, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        awaited.TryRemove(sid, out _);
    }

    public void Unexpect()
    {
        if (Interlocked.Decrement(ref waiting) == 0)
            early.Clear();
    }

    public void Answered(string? sid)
    {
        if (sid is null || Volatile.Read(ref waiting) == 0)
            return;
        early[sid] = true;
        if (awaited.TryGetValue(sid, out var signal))
            signal.TrySetResult();
    }
}
