using System.Diagnostics;
using Dapper;
using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Spill;

/// <summary>Ways in which PostgreSQL does not commit, and what a caller and the tables see of them.</summary>
public sealed class OutageTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly ScratchDirectory _directory = new();

    [Fact]
    public async Task A_table_that_is_locked_spills_and_the_caller_is_led_through_the_call()
    {
        await using var harness = new SpillHarness(database, _directory.Path);
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("LOCK TABLE calls IN ACCESS EXCLUSIVE MODE");
        var since = Stopwatch.GetTimestamp();
        var call = new SpilledCall(harness, 1);

        Assert.Equal(JournalOutcome.Spilled, (await call.RingsAsync()).Outcome);
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0.25, 20);
        Assert.Contains(Samples.OwnerNumber, call.Forwarded);
        Assert.Equal(JournalOutcome.Spilled, (await call.IsNotAnsweredAsync()).Outcome);
        Assert.Contains("<Record", call.Voicemail);
        Assert.Contains("n=2", SpilledCall.Action(call.Voicemail));
        Assert.Equal(new JournalReply(JournalOutcome.Spilled, null), await call.EndsAsync());
        Assert.Single(_directory.SpillFiles);
        await transaction.RollbackAsync();

        await harness.IsDrainedAsync();
        Assert.Empty(_directory.SpillFiles);
        await AssertMissedOnceAsync(1, call);
    }

    [Fact]
    public async Task A_database_that_became_read_only_spills_until_it_is_not()
    {
        await using var harness = new SpillHarness(database, _directory.Path);
        var call = new SpilledCall(harness, 10);
        Assert.Equal(JournalOutcome.Processed, (await call.RingsAsync()).Outcome);
        var name = database.Settings.Database.Database;
        await database.ExecuteAsync($"ALTER DATABASE {name} SET default_transaction_read_only = on");
        await KillJournalSessionsAsync();
        try
        {
            Assert.Equal(JournalOutcome.Spilled, (await call.IsNotAnsweredAsync()).Outcome);
            Assert.Contains("<Record", call.Voicemail);
            await call.EndsAsync();
        }
        finally
        {
            await using var connection = new NpgsqlConnection(Writable());
            await connection.OpenAsync();
            await connection.ExecuteAsync($"ALTER DATABASE {name} RESET default_transaction_read_only");
        }
        await harness.IsDrainedAsync();
        await AssertMissedOnceAsync(10, call);
    }

    [Fact]
    public async Task No_free_connection_spills()
    {
        var role = "limited_" + Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString("N")[^8..];
        await database.ExecuteAsync(
            $"CREATE ROLE {role} LOGIN SUPERUSER PASSWORD 'x'; ALTER ROLE {role} NOSUPERUSER CONNECTION LIMIT 0; GRANT ALL ON ALL TABLES IN SCHEMA public, twilio_server TO {role}; GRANT USAGE ON SCHEMA twilio_server TO {role}; GRANT ALL ON ALL SEQUENCES IN SCHEMA twilio_server TO {role}; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA twilio_server TO {role}"
        );
        var connection = new NpgsqlConnectionStringBuilder(database.Settings.Database.ConnectionString)
        {
            Username = role,
            Password = "x",
        };
        await using (var harness = new SpillHarness(database, _directory.Path, connection: connection))
        {
            var call = new SpilledCall(harness, 20);
            Assert.Equal(JournalOutcome.Spilled, (await call.RingsAsync()).Outcome);
            await call.IsNotAnsweredAsync();
            await call.EndsAsync();
            await database.ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT -1");
            await harness.IsDrainedAsync();
            await AssertMissedOnceAsync(20, call);
        }
        await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task Sessions_that_are_killed_all_the_time_lose_nothing_and_repeat_nothing()
    {
        await using var harness = new SpillHarness(database, _directory.Path);
        using var stop = new CancellationTokenSource();
        var killing = KillUntilAsync(stop.Token);
        var calls = await Task.WhenAll(
            Enumerable
                .Range(100, 40)
                .Select(async number =>
                {
                    var call = new SpilledCall(harness, number);
                    await call.RingsAsync();
                    await call.IsNotAnsweredAsync();
                    await call.EndsAsync();
                    return (number, call);
                })
        );
        await stop.CancelAsync();
        await killing;
        await harness.IsDrainedAsync();
        await Eventually.TrueAsync(() => Task.FromResult(_directory.SpillFiles.Count == 0), "an empty spill");
        foreach (var (number, call) in calls)
            await AssertMissedOnceAsync(number, call, repliesMayDiffer: true);
    }

    [Fact]
    public async Task What_comes_while_it_is_imported_waits_its_turn_and_all_of_it_arrives()
    {
        await using var harness = new SpillHarness(database, _directory.Path);
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("LOCK TABLE calls IN ACCESS EXCLUSIVE MODE");
        var before = await Task.WhenAll(Enumerable.Range(1000, 1500).Select(call => RingAsync(harness, call)));
        Assert.All(before, reply => Assert.Equal(JournalOutcome.Spilled, reply.Outcome));
        await transaction.RollbackAsync();
        var next = 2500;
        while (harness.Spill.IsOpen && next < 20_000)
        {
            var first = next;
            await Task.WhenAll(Enumerable.Range(first, 50).Select(call => RingAsync(harness, call)));
            next += 50;
        }
        Assert.False(harness.Spill.IsOpen);
        Assert.Equal(JournalOutcome.Processed, (await RingAsync(harness, next)).Outcome);
        await Eventually.TrueAsync(() => Task.FromResult(_directory.SpillFiles.Count == 0), "an empty spill");
        Assert.Equal(
            (next - 999, next - 999),
            (
                await database.QueryAsync<(int, int)>(
                    """
                    SELECT
                        (SELECT count(*)::int FROM calls WHERE call_sid >= @from),
                        (SELECT count(*)::int FROM webhook_logs WHERE call_sid >= @from)
                    """,
                    new { from = JournalHarness.Sid(1000) }
                )
            ).Single()
        );
    }

    public void Dispose() => _directory.Dispose();

    private static Task<JournalReply> RingAsync(SpillHarness harness, int call) =>
        harness.DeliverAsync("/webhooks/voice", call, ("CallStatus", "ringing"));

    private async Task AssertMissedOnceAsync(int number, SpilledCall call, bool repliesMayDiffer = false)
    {
        var sid = JournalHarness.Sid(number);
        Assert.Equal(
            ("no-answer", true, "ended", 31, 1L, 1L, "processed,processed,processed"),
            Assert.Single(
                await database.QueryAsync<(string, bool?, string, int?, long, long, string)>(
                    """
                    SELECT status, missed, stage, duration,
                        (SELECT count(*) FROM sms_messages m WHERE m.call_id = c.call_id),
                        (SELECT count(*) FROM twilio_server.decisions d WHERE d.call_id = c.call_id),
                        (SELECT string_agg(outcome, ',') FROM webhook_logs w WHERE w.call_sid = c.call_sid)
                    FROM calls c WHERE call_sid = @sid
                    """,
                    new { sid }
                )
            )
        );
        var replies = await database.QueryAsync<(string Type, string? Reply)>(
            """
            SELECT e.type, e.reply FROM twilio_server.events e JOIN calls c ON c.call_id = e.stream_id
            WHERE c.call_sid = @sid ORDER BY sequence
            """,
            new { sid }
        );
        Assert.Equal(3, replies.Count);
        if (!repliesMayDiffer)
            Assert.Equal(
                [("voice.received", call.Forwarded), ("dial.ended", call.Voicemail), ("call.status-changed", null)],
                replies
            );
    }

    private async Task KillUntilAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await KillJournalSessionsAsync();
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private async Task KillJournalSessionsAsync()
    {
        await using var connection = new NpgsqlConnection(Writable());
        await connection.OpenAsync();
        await connection.ExecuteAsync(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'twilio-server journal'
            """
        );
    }

    private string Writable() =>
        new NpgsqlConnectionStringBuilder(database.Settings.Database.ConnectionString)
        {
            Options = "-c default_transaction_read_only=off",
            Pooling = false,
        }.ConnectionString;
}
