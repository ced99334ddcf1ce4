namespace TwilioEmulator.Events;

/// <summary>The newest 100,000 things that happened, in order, and a way to wait for the next one.</summary>
internal sealed class EventLog(TimeProvider clock)
{
    private const int Capacity = 100_000;

    private readonly Lock gate = new();
    private readonly EmulatorEvent[] ring = new EmulatorEvent[Capacity];
    private long last;
    private TaskCompletionSource? awaited;

    /// <summary>Told of each event before anybody who waits for it; set once, before the first.</summary>
    public Action<EmulatorEvent> Added { get; set; } = _ => { };

    public void Add(
        string kind,
        string? callSid = null,
        string? messageSid = null,
        IReadOnlyDictionary<string, object?>? data = null
    )
    {
        TaskCompletionSource? signal;
        EmulatorEvent added;
        data ??= new Dictionary<string, object?>();
        lock (gate)
        {
            added = new(++last, Ambient.UnixMs(), clock.GetUtcNow(), kind, callSid, messageSid, data);
            ring[(last - 1) % Capacity] = added;
            (signal, awaited) = (awaited, null);
        }
        Added(added);
        signal?.SetResult();
    }

    /// <summary>Matching events newer than a sequence number, as soon as there is one, or none when the time is over.</summary>
    public async Task<(IReadOnlyList<EmulatorEvent> Events, long Next)> ReadAsync(
        EventQuery query,
        TimeSpan wait,
        CancellationToken cancellation
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(wait);
        while (true)
        {
            var (events, next, added) = Read(query);
            if (events.Count > 0 || patience.IsCancellationRequested)
                return (events, next);
            await added.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            query = query with { After = next };
        }
    }

    /// <summary>All matching events so far, oldest first.</summary>
    public IReadOnlyList<EmulatorEvent> Find(EventQuery query) => Read(query).Events;

    private (List<EmulatorEvent> Events, long Next, Task Added) Read(EventQuery query)
    {
        lock (gate)
        {
            var events = new List<EmulatorEvent>();
            for (var seq = Math.Max(Math.Max(query.After, 0), last - Capacity); seq < last; seq++)
            {
                if (query.Matches(ring[seq % Capacity]))
                    events.Add(ring[seq % Capacity]);
            }
            awaited ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (events, last, awaited.Task);
        }
    }
}
