using System.Text;

namespace TwilioEmulator.Store;

/// <summary>
/// A file of what was accepted, one JSON object a line, on the disk before the answer goes out: it outlives every
/// crash, and so tells what was lost. All that comes while one fsync runs shares the next.
/// </summary>
internal sealed class Ledger : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream? file;
    private Batch next = new();
    private Batch? inFlight;
    private Task writing = Task.CompletedTask;

    public Ledger(EmulatorOptions options)
    {
        if (options.LedgerPath is not { } path)
            return;
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        // A line that a crash cut off stays a line of its own.
        if (file.Length > 0)
            Append("");
    }

    /// <summary>Where the file is; null when no ledger is kept.</summary>
    public string? Path => file?.Name;

    /// <summary>Takes a line in; it is on the disk when a later <see cref="FlushedAsync"/> completes.</summary>
    public void Append(string line)
    {
        lock (gate)
        {
            next.Lines.Append(line).Append('\n');
            if (inFlight is not null)
                return;
            inFlight = TakeNext();
            writing = Task.Run(WriteAll);
        }
    }

    /// <summary>Completes when everything that was appended so far is on the disk; fails when it cannot be.</summary>
    public Task FlushedAsync()
    {
        lock (gate)
            return next.Lines.Length > 0 ? next.Done.Task : inFlight?.Done.Task ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await writing;
        if (file is not null)
            await file.DisposeAsync();
    }

    private void WriteAll()
    {
        for (var batch = inFlight; batch is not null; batch = Following())
        {
            try
            {
                file!.Write(Encoding.UTF8.GetBytes(batch.Lines.ToString()));
                file.Flush(flushToDisk: true);
                batch.Done.SetResult();
            }
            catch (IOException failure)
            {
                batch.Done.SetException(failure);
            }
        }
    }

    private Batch? Following()
    {
        lock (gate)
            return inFlight = next.Lines.Length > 0 ? TakeNext() : null;
    }

    private Batch TakeNext()
    {
        var taken = next;
        next = new Batch();
        return taken;
    }

    private sealed class Batch
    {
        public StringBuilder Lines { get; } = new();
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
