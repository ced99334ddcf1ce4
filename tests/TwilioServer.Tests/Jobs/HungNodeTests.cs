using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

/// <summary>
/// A process hangs: its connection, and with it its lock, stay. Its lease runs out, the others take its jobs, and when it
/// wakes it knows that it is nobody any more. Here a process hangs by not renewing its lease.
/// </summary>
public sealed class HungNodeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>Holds its lease for a second, and would renew it after three.</summary>
    private static readonly LeaseSettings Hanging = new(
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(3),
        TimeSpan.FromHours(1)
    );

    private static readonly LeaseSettings Living = LeaseSettings.Default with { Settling = TimeSpan.Zero };

    [Fact]
    public async Task The_jobs_of_a_hung_node_run_elsewhere_and_its_own_end_of_them_is_refused()
    {
        var wake = new TaskCompletionSource();
        var hung = new TestHandler("hung", 1, _ => wake.Task);
        var handler = new TestHandler("hung", 1, _ => Task.CompletedTask);
        await JobHarness.AddAsync(database, "hung", TestClock.Noon);
        await using var zombie = new JobHarness(database, new TestClock(), 10, Hanging, hung);
        await hung.StartedAsync();
        var first = zombie.Node.NodeId;

        await using var survivor = new JobHarness(database, new TestClock(), 10, Living, handler);
        await handler.StartedAsync();
        await database.BecomesAsync("hung", "done 2");
        wake.SetResult();
        await Eventually.TrueAsync(() => Task.FromResult(zombie.Node.NodeId > first), "the zombie registers anew");
        Assert.True(zombie.Node.NodeId > survivor.Node.NodeId);
        Assert.Equal("done 2", await database.OnlyAsync("hung"));
        Assert.Single(hung.Seen);
    }

    [Fact]
    public async Task With_the_lease_of_production_it_takes_less_than_10_seconds()
    {
        await JobHarness.AddAsync(database, "hung.timed", TestClock.Noon, count: 5);
        using var stop = new CancellationTokenSource();
        var node = new NodeSession(
            database.DataSource,
            new Dictionary<string, Action>(StringComparer.Ordinal),
            TimeProvider.System,
            NullLogger<NodeSession>.Instance,
            LeaseSettings.Default with
            {
                RenewEvery = TimeSpan.FromHours(1),
            }
        );
        var session = node.RunAsync(stop.Token);
        await node.Registered.Soon();
        var since = Stopwatch.GetTimestamp();
        await new JobStore(database.DataSource, new TestClock()).ClaimAsync(node.NodeId, ["hung.timed"], [5], default);
        var handler = new TestHandler("hung.timed", 5, _ => Task.CompletedTask);
        await using var survivor = new JobHarness(database, new TestClock(), 10, handler);
        for (var i = 0; i < 5; i++)
            await handler.StartedAsync();
        var took = Stopwatch.GetElapsedTime(since);
        Figures.Print($"a hung node's jobs ran elsewhere after {took.TotalSeconds:F1} s");
        Assert.InRange(took.TotalSeconds, 4, 30);
        await stop.CancelAsync();
        await session.Soon();
    }

    /// <summary>Mutant 5 of the fault model: a lease without fencing.</summary>
    [Fact]
    public async Task A_woken_node_gets_no_permission_to_send_and_its_facts_are_taken()
    {
        await using var journal = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, journal, 71);
        await ExpireAsync(job.NodeId);
        var survivor = await database.AddNodeAsync();
        var store = new JobStore(database.DataSource, new TestClock());
        Assert.Equal(1, await store.RescueAsync(survivor, default));

        var late = await RequestAsync(journal, job, key);
        Assert.Equal(JournalOutcome.Fenced, late.Outcome);
        Assert.Empty(await store.ClaimAsync(job.NodeId, [MessageDecider.SendJob], [10], default));
        var again = (await store.ClaimAsync(survivor, [MessageDecider.SendJob], [10], default)).Single();
        Assert.Equal(MessageDecider.Go, (await RequestAsync(journal, again, key)).Body);
        Assert.Equal(JournalOutcome.Fenced, (await RequestAsync(journal, job, key)).Outcome);
        Assert.Equal(
            [survivor],
            await database.QueryAsync<long>(
                "SELECT node_id FROM twilio_server.send_attempts a JOIN sms_messages m USING (message_id) WHERE m.to_number = @To",
                new { To = JournalHarness.Caller(71) }
            )
        );
    }

    [Fact]
    public async Task What_waits_in_the_queue_of_a_node_without_a_lease_does_not_begin()
    {
        using var stop = new CancellationTokenSource();
        var node = new NodeSession(
            database.DataSource,
            new Dictionary<string, Action>(StringComparer.Ordinal),
            TimeProvider.System,
            NullLogger<NodeSession>.Instance,
            Hanging
        );
        var session = node.RunAsync(stop.Token);
        await node.Registered.Soon();
        await JobHarness.AddAsync(database, "queued", TestClock.Noon, count: 3);
        var store = new JobStore(database.DataSource, new TestClock());
        var jobs = await store.ClaimAsync(node.NodeId, ["queued"], [3], default);
        await Eventually.TrueAsync(() => Task.FromResult(!node.HoldsLease), "the lease has run out");

        var handler = new TestHandler("queued", 3, _ => Task.CompletedTask);
        var queue = new LocalQueue([handler], 10);
        var completer = new JobCompleter(store, new(NullLogger.Instance, "Tests"), TimeProvider.System);
        var ambient = new Ambient(TimeProvider.System, new Random(1));
        var workers = new JobWorkers(queue, completer, node, () => { }, ambient, NullLogger.Instance);
        queue.Add(jobs, queue.Ask(), TimeSpan.Zero);
        workers.Start();
        var first = node.NodeId;
        Assert.Equal(3, await store.RescueAsync(0, default));
        await Eventually.TrueAsync(() => Task.FromResult(node.NodeId > first), "the node registers anew");
        await Eventually.TrueAsync(() => Task.FromResult(queue.Ids().Length == 0), "the queue is empty");
        Assert.Empty(handler.Seen);
        await workers.StopAsync();
        await stop.CancelAsync();
        await session.Soon();
    }

    /// <summary>After an outage every lease has run out. Whoever comes back first must not end all the others.</summary>
    [Fact]
    public async Task A_lease_that_ran_out_counts_only_for_those_who_ask_for_it_and_not_when_it_was_renewed()
    {
        var node = await database.AddNodeAsync();
        await HoldLockAsync(node);
        await ExpireAsync(node);
        var store = new JobStore(database.DataSource, new TestClock());
        await store.RescueAsync(0, default, byLease: false);
        Assert.False(await HasEndedAsync(node));
        await database.ExecuteAsync(
            "UPDATE twilio_server.nodes SET lease_until = now() + interval '1 h' WHERE node_id = @node",
            new { node }
        );
        await store.RescueAsync(0, default);
        Assert.False(await HasEndedAsync(node));
        await ExpireAsync(node);
        await store.RescueAsync(0, default);
        Assert.True(await HasEndedAsync(node));
    }

    /// <summary>Processes of the release before have no lease.</summary>
    [Fact]
    public async Task A_node_without_a_lease_is_judged_by_its_lock_alone()
    {
        var node = await database.AddNodeAsync();
        await HoldLockAsync(node);
        await new JobStore(database.DataSource, new TestClock()).RescueAsync(0, default);
        Assert.False(await HasEndedAsync(node));
    }

    private static Task<JournalReply> RequestAsync(JournalHarness journal, Job job, string key) =>
        journal
            .Own.AppendAsync(
                job,
                StreamKind.Message,
                key,
                new SendRequested().Type,
                new SendRequested(),
                "{}",
                permission: true
            )
            .Soon();

    private Task<bool> HasEndedAsync(long node) =>
        database.ScalarAsync<bool>(
            "SELECT ended_at IS NOT NULL FROM twilio_server.nodes WHERE node_id = @node",
            new { node }
        );

    private Task ExpireAsync(long node) =>
        database.ExecuteAsync(
            "UPDATE twilio_server.nodes SET lease_until = now() - interval '1 s' WHERE node_id = @node",
            new { node }
        );

    /// <summary>As a living process does; the connection stays open until the database of the class goes.</summary>
    private async Task HoldLockAsync(long node)
    {
        var connection = await database.DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT pg_advisory_lock({NodeSession.LockClass}, {node})";
        await command.ExecuteNonQueryAsync();
    }
}
