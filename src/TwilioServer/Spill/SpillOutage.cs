namespace TwilioServer.Spill;

/// <summary>Whether deliveries go to the spill now, and who waits for the end of that. Thread-safe.</summary>
internal sealed class SpillOutage(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _closed = Completed();
    private TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _openedAt;
    private volatile bool _isOpen;

    public bool IsOpen => _isOpen;

    /// <summary>Done while it is closed.</summary>
    public Task Closed
    {
        get
        {
            lock (_gate)
                return _closed.Task;
        }
    }

    /// <summary>Done when the next outage, or the one that lasts, is over.</summary>
    public Task End
    {
        get
        {
            lock (_gate)
                return _end.Task;
        }
    }

    /// <returns>False where it was open.</returns>
    public bool TryOpen()
    {
        lock (_gate)
        {
            if (_isOpen)
                return false;
            _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _openedAt = time.GetTimestamp();
            return _isOpen = true;
        }
    }

    /// <returns>How long it was open; null where it was not.</returns>
    public TimeSpan? TryClose()
    {
        lock (_gate)
        {
            if (!_isOpen)
                return null;
            _isOpen = false;
            _closed.SetResult();
            _end.SetResult();
            _end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return time.GetElapsedTime(_openedAt);
        }
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        completed.SetResult();
        return completed;
    }
}
