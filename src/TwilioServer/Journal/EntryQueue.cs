namespace TwilioServer.Journal;

/// <summary>
/// What waits for the journal, and whose turn it is to take it. A transaction costs as much as some ten of its rows, so a
/// second writer does not run off with the first delivery that comes: it begins when at least as many wait as each
/// working writer has, when nobody works, or after <see cref="LongestWait"/>. Measured with 64 deliveries under way: 22
/// rows a transaction instead of 17.
/// </summary>
internal sealed class EntryQueue : IDisposable
{
    /// <summary>A writer that hangs keeps the others waiting no longer than this.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(3);

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly Queue<JournalEntry> _entries = new();
    private readonly Queue<WriterTurn> _idle = new();
    private readonly ITimer _nudge;
    private TaskCompletionSource? _room;
    private bool _isNudgeDue;
    private bool _isCompleted;
    private int _working;
    private int _workingEntries;

    /// <param name="capacity">Entries that may wait.</param>
    public EntryQueue(int capacity, TimeProvider time)
    {
        _capacity = capacity;
        _nudge = time.CreateTimer(
            static queue => ((EntryQueue)queue!).Nudge(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <returns>False when there is no room, or no more is taken.</returns>
    public bool TryAdd(JournalEntry entry)
    {
        WriterTurn? next;
        lock (_lock)
        {
            if (_isCompleted || _entries.Count >= _capacity)
                return false;
            _entries.Enqueue(entry);
            next = NextTurn();
        }
        next?.Grant();
        return true;
    }

    /// <summary>Adds an entry as soon as there is room.</summary>
    /// <exception cref="InvalidOperationException">No more is taken.</exception>
    public async Task AddAsync(JournalEntry entry, CancellationToken cancellation)
    {
        while (!TryAdd(entry))
            await RoomAsync().WaitAsync(cancellation);
    }

    /// <summary>Takes no more; what waits is still to be written.</summary>
    public void Complete()
    {
        List<WriterTurn> granted = [];
        lock (_lock)
        {
            _isCompleted = true;
            _room?.TrySetException(Completed());
            while (_idle.TryDequeue(out var turn))
                granted.Add(turn);
        }
        foreach (var turn in granted)
            turn.Grant();
    }

    public void Dispose() => _nudge.Dispose();

    /// <summary>Done when the writer's turn has come; false when nothing will come any more.</summary>
    internal Task<bool> WaitAsync(WriterTurn turn)
    {
        WriterTurn? next;
        Task<bool> waiting;
        lock (_lock)
        {
            if (turn.IsWaiting)
                return turn.Granted;
            if (_isCompleted)
                return Task.FromResult(_entries.Count > 0);
            waiting = turn.Begin();
            _idle.Enqueue(turn);
            next = NextTurn();
        }
        next?.Grant();
        return waiting;
    }

    /// <summary>Moves what waits to a writer's list, which then has at most so many.</summary>
    internal void Take(WriterTurn turn, List<JournalEntry> taken, int most)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            while (taken.Count < most && _entries.TryDequeue(out var entry))
                taken.Add(entry);
            Work(turn, taken.Count);
            room = _room;
            _room = null;
        }
        room?.TrySetResult();
    }

    /// <summary>The writer has written what it took.</summary>
    internal void Done(WriterTurn turn)
    {
        WriterTurn? next;
        lock (_lock)
        {
            Work(turn, 0);
            next = NextTurn();
        }
        next?.Grant();
    }

    /// <summary>The writer that begins now, if one should.</summary>
    private WriterTurn? NextTurn()
    {
        if (_entries.Count == 0 || _idle.Count == 0)
            return null;
        if (_working == 0 || _entries.Count * _working >= _workingEntries)
            return Begin();
        if (!_isNudgeDue)
        {
            _isNudgeDue = true;
            _nudge.Change(LongestWait, Timeout.InfiniteTimeSpan);
        }
        return null;
    }

    private WriterTurn Begin()
    {
        var turn = _idle.Dequeue();
        Work(turn, _entries.Count);
        return turn;
    }

    private void Work(WriterTurn turn, int entries)
    {
        _working += (entries > 0 ? 1 : 0) - (turn.Entries > 0 ? 1 : 0);
        _workingEntries += entries - turn.Entries;
        turn.Entries = entries;
    }

    private void Nudge()
    {
        WriterTurn? next = null;
        lock (_lock)
        {
            _isNudgeDue = false;
            if (_entries.Count > 0 && _idle.Count > 0)
                next = Begin();
        }
        next?.Grant();
    }

    private Task RoomAsync()
    {
        lock (_lock)
        {
            if (_isCompleted)
                throw Completed();
            if (_entries.Count < _capacity)
                return Task.CompletedTask;
            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private static InvalidOperationException Completed() => new("The journal has stopped.");
}

/// <summary>A writer's place in the queue of writers.</summary>
internal sealed class WriterTurn
{
    private TaskCompletionSource<bool>? _granted;

    /// <summary>How many entries its writer works on; 0 when it does not work.</summary>
    public int Entries { get; set; }

    public bool IsWaiting => _granted is { Task.IsCompleted: false };

    public Task<bool> Granted => _granted!.Task;

    public Task<bool> Begin()
    {
        _granted = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _granted.Task;
    }

    public void Grant() => _granted!.TrySetResult(true);
}
