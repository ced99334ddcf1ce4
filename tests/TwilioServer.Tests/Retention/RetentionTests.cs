using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Retention;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Retention;

public sealed class RetentionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Rows = """
        INSERT INTO twilio_server.send_attempts (message_id, attempt, node_id, started_at)
        SELECT i, 1, 1, @now - i * interval '1 day' FROM generate_series(1, 100) i;
        INSERT INTO twilio_server.failed_events (delivery_id, identity, type, parameters, error, created_at)
        SELECT gen_random_uuid(), gen_random_uuid(), 'x', '{}', 'x', @now - i * interval '1 day'
        FROM generate_series(1, 100) i;
        INSERT INTO twilio_server.webhook_refusals (minute, reason, refused)
        SELECT @now - i * interval '1 day', 'x', 1 FROM generate_series(1, 100) i;
        INSERT INTO twilio_server.decisions (call_id, tenant_id, decision, reason, decided_at)
        SELECT i, gen_random_uuid(), 'send', 'x', @now - i * interval '1 day' FROM generate_series(1, 1000) i;
        INSERT INTO twilio_server.stream_keys_archive (stream_key, stream_id, tenant_id, created_at)
        SELECT 'CA' || i, i, gen_random_uuid(), @now - i * interval '1 day' FROM generate_series(1, 100) i;
        """;

    /// <summary>Twelve hours past noon: no row is on the edge.</summary>
    [Fact]
    public async Task A_day_s_cleaning_is_done_once_by_one_process_and_leaves_what_is_in_its_time()
    {
        await database.ExecuteAsync(Rows, new { now = TestClock.Noon });
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromHours(6));
        var keepers = Enumerable
            .Range(0, 4)
            .Select(_ => new RetentionKeeper(
                database.DataSource,
                Cleaning.Settings,
                clock,
                NullLogger<RetentionKeeper>.Instance
            ))
            .ToList();
        var reports = await Task.WhenAll(keepers.Select(keeper => keeper.CleanAsync(CancellationToken.None)));
        var report = Assert.Single(reports, report => report is not null)!;
        Assert.Equal(
            [
                ("decisions", 271L),
                ("failed_events", 11),
                ("send_attempts", 11),
                ("stream_keys_archive", 11),
                ("webhook_refusals", 11),
            ],
            report.DeletedRows.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value))
        );
        Assert.Equal(89, await database.ScalarAsync<int>("SELECT count(*) FROM twilio_server.send_attempts"));
        Assert.Equal(729, await database.ScalarAsync<int>("SELECT count(*) FROM twilio_server.decisions"));
        Assert.True(
            await database.ScalarAsync<bool>(
                """
                SELECT finished_at IS NOT NULL AND summary->'deletedRows' ? 'decisions'
                FROM twilio_server.retention_runs WHERE day = (@now AT TIME ZONE 'UTC')::date
                """,
                new { now = clock.Now }
            )
        );
        Assert.Null(await keepers[0].CleanAsync(CancellationToken.None));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(await keepers[1].CleanAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_cleaning_that_was_interrupted_is_taken_up_again()
    {
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromDays(30));
        await database.ExecuteAsync(
            "INSERT INTO twilio_server.retention_runs (day, started_at) VALUES ((@now AT TIME ZONE 'UTC')::date, @now)",
            new { now = clock.Now }
        );
        var keeper = new RetentionKeeper(
            database.DataSource,
            Cleaning.Settings,
            clock,
            NullLogger<RetentionKeeper>.Instance
        );
        Assert.NotNull(await keeper.CleanAsync(CancellationToken.None));
        Assert.Null(await keeper.CleanAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_table_that_is_always_in_use_does_not_keep_the_rest_from_being_cleaned()
    {
        await database.ExecuteAsync("SELECT twilio_server.ensure_partitions('2019-05-15Z')");
        await using var reader = await database.DataSource.OpenConnectionAsync();
        await using (var reading = await reader.BeginTransactionAsync())
        {
            await Dapper.SqlMapper.ExecuteAsync(reader, "SELECT count(*) FROM webhook_logs");
            var report = await Cleaning.RunAsync(database, 0);
            Assert.DoesNotContain(report.DroppedPartitions, name => name.StartsWith("webhook_logs"));
            Assert.Contains("events_2019_04", report.DroppedPartitions);
            Assert.Contains("calls_2019_q1", report.DroppedPartitions);
        }
        Assert.Contains("webhook_logs_2019_04", (await Cleaning.RunAsync(database, 0)).DroppedPartitions);
    }
}
