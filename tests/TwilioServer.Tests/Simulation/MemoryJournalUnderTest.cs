using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Simulation;
using TwilioServer.Simulation.Memory;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Simulation;

/// <summary>The simulator's journal, in memory.</summary>
internal sealed class MemoryJournalUnderTest : JournalUnderTest
{
    private readonly MemoryTables _tables = new();
    private readonly MemoryJournal _journal;
    private long _nodes;

    public MemoryJournalUnderTest(MemoryFolds? folds = null)
    {
        var ambient = new Ambient(new TestClock(), new Chance(1), seedsIds: true);
        _tables.Tenants[Samples.TenantId] = new Tenant(Samples.TenantId, Samples.Settings, 1);
        _journal = new MemoryJournal(_tables, folds ?? MemoryFolds.Real, ambient);
        Own = new OwnEvents(_journal, new EventIdentity(new byte[32]), ambient);
    }

    public override IJournal Journal => _journal;

    public override OwnEvents Own { get; }

    public override Task<IReadOnlyDictionary<string, Job>> ClaimAsync(string kind)
    {
        var node = ++_nodes;
        var due = _tables.Jobs.Rows.Where(row => row.Job.Kind == kind).ToList();
        var claimed = due.Select(row => _tables.Jobs.Claim(row.JobId, node, TestClock.Noon)).OfType<Job>();
        return Task.FromResult<IReadOnlyDictionary<string, Job>>(
            claimed.ToDictionary(job => MessageJobs.Parse(job.Payload).To, StringComparer.Ordinal)
        );
    }

    public override Task<IAsyncDisposable> HoldAsync(string streamKey)
    {
        _journal.Hold(streamKey);
        return Task.FromResult<IAsyncDisposable>(new Held(_journal, streamKey));
    }

    public override Task StealAsync(Job job)
    {
        _tables.Jobs.Rescue(job.NodeId, [job.JobId]);
        Assert.NotNull(_tables.Jobs.Claim(job.JobId, job.NodeId + 1, TestClock.Noon));
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => default;

    protected override Task<IEnumerable<string>> RowsAsync(string[] callSids) =>
        Task.FromResult(callSids.SelectMany(sid => MemoryRowsAsText.Of(_tables, sid)));

    private sealed class Held(MemoryJournal journal, string streamKey) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            journal.Release(streamKey);
            return default;
        }
    }
}
