namespace TwilioServer.Scenarios.Harness;

/// <summary>What happens to the bytes of a proxy's connections.</summary>
internal sealed class LinkFaults
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _paused;
    private Trap? _trap;
    private long _latencyTicks;
    private volatile bool _drops;

    public TimeSpan Latency
    {
        get => new(Volatile.Read(ref _latencyTicks));
        set => Volatile.Write(ref _latencyTicks, value.Ticks);
    }

    public bool Drops
    {
        get => _drops;
        set => _drops = value;
    }

    public void Pause()
    {
        lock (_lock)
            _paused ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Heal()
    {
        lock (_lock)
        {
            _paused?.SetResult();
            _paused = null;
            _trap = null;
        }
        Latency = TimeSpan.Zero;
        Drops = false;
    }

    /// <summary>Sets what the next fitting answer meets; there is one at a time.</summary>
    public Task Set(Trap trap)
    {
        lock (_lock)
            _trap = trap;
        return trap.Sprung;
    }

    /// <summary>Waits as long as these bytes must wait.</summary>
    public async Task DelayAsync()
    {
        if (Latency is var latency && latency > TimeSpan.Zero)
            await Task.Delay(latency);
        Task? paused;
        lock (_lock)
            paused = _paused?.Task;
        if (paused is not null)
            await paused;
    }

    /// <summary>How many of an answer's bytes pass; null when all do. Where some do not, the connection ends with them.</summary>
    public int? PassingOf(ReadOnlySpan<byte> answer)
    {
        lock (_lock)
        {
            if (_trap?.PassingOf(answer) is not { } passing)
                return null;
            _trap = null;
            return passing;
        }
    }
}

/// <summary>A cut that waits for its answer.</summary>
/// <param name="bytes">How many bytes pass before it, where there is no mark.</param>
/// <param name="mark">The bytes of the answer to take.</param>
internal sealed class Trap(long bytes, ReadOnlyMemory<byte> mark)
{
    private readonly TaskCompletionSource _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _left = bytes;

    public Task Sprung => _sprung.Task;

    public int? PassingOf(ReadOnlySpan<byte> answer)
    {
        var passing = mark.IsEmpty ? Count(answer) : Find(answer);
        if (passing is not null)
            _sprung.SetResult();
        return passing;
    }

    private int? Find(ReadOnlySpan<byte> answer) => answer.IndexOf(mark.Span) >= 0 ? 0 : null;

    private int? Count(ReadOnlySpan<byte> answer)
    {
        if (answer.Length <= _left)
        {
            _left -= answer.Length;
            return null;
        }
        return (int)_left;
    }
}
