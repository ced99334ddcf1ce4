using System.Diagnostics;
using System.Text.RegularExpressions;
using Dapper;
using TwilioServer.Mirror;
using TwilioServer.Storage;
using TwilioServer.Tests.Storage;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Mirror;

/// <summary>What PostgreSQL says waits, and lives, among a hundred thousand others.</summary>
public sealed partial class MirrorSourceTests(FilledDatabase filled) : IClassFixture<FilledDatabase>
{
    private TestDatabase Database => filled.Database;

    [Fact]
    public async Task Only_texts_that_wait_are_shown_the_oldest_first()
    {
        string[] statuses =
        [
            "queued",
            "sending",
            "unknown",
            "queued",
            "delivered",
            "blocked",
            "expired",
            "received",
            "queued",
        ];
        foreach (var (index, status) in statuses.Index())
            await InsertTextAsync(200_000 + index, status, TestClock.Noon.AddMinutes(-index));
        var image = await new MirrorSource(Database.DataSource).ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal([IntentOf(200_008), IntentOf(200_003), IntentOf(200_000)], image.Queue);
    }

    [Fact]
    public async Task Only_calls_that_are_not_over_are_shown()
    {
        await InsertCallAsync(300_001, "ringing", "received", null);
        await InsertCallAsync(300_002, "in-progress", "voicemail", true);
        // It has ended, and whether it was missed is decided in half a second.
        await InsertCallAsync(300_003, "in-progress", "ended", null);
        await InsertCallAsync(300_004, "no-answer", "ended", true);
        var image = await new MirrorSource(Database.DataSource).ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            [CallOf(300_002, "in-progress", "voicemail", true), CallOf(300_001, "ringing", "received", null)],
            image.Calls
        );
    }

    [Fact]
    public async Task Of_very_many_the_oldest_are_shown()
    {
        await Database.ExecuteAsync(
            """
            INSERT INTO sms_messages (
                message_id, intent_id, tenant_id, direction, class, from_number, to_number, message_body, status, created_at,
                updated_at)
            SELECT i, md5(i::text)::uuid, @TenantId, 'outbound', 'manual', '+1', '+2', 'x', 'queued',
                @Noon - make_interval(days => 1, secs => i), @Noon
            FROM generate_series(500001, 512000) i
            """,
            new { Samples.TenantId, TestClock.Noon }
        );
        var started = Stopwatch.GetTimestamp();
        var image = await new MirrorSource(Database.DataSource).ReadAsync(TestContext.Current.CancellationToken);
        Figures.Print(
            $"Mirror: {image.Queue.Count} of 12,000 waiting texts read in "
                + $"{Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.0} ms"
        );
        var newest = await Database.ScalarAsync<string>("SELECT md5('502001')::uuid::text");
        Assert.Equal(MirrorSource.MostShown, image.Queue.Count);
        Assert.Equal(newest, image.Queue[^1]);
        await Database.ExecuteAsync("DELETE FROM sms_messages WHERE message_id > 500000");
    }

    /// <summary>Asked every second, by every process: what is over must cost nothing.</summary>
    [Theory]
    [InlineData("Mirror/read-queue", "sms_messages_queued")]
    [InlineData("Mirror/read-calls", "calls_2026_q4_status_")]
    public async Task What_is_over_is_not_read(string name, string index)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync(
            TestContext.Current.CancellationToken
        );
        await connection.ExecuteAsync("PREPARE tested AS " + Sql.Load(name));
        foreach (var mode in (string[])["force_generic_plan", "force_custom_plan"])
        {
            await connection.ExecuteAsync($"SET plan_cache_mode = {mode}");
            var plan = (await connection.QueryAsync<string>("EXPLAIN EXECUTE tested(10000)")).ToList();
            // A partition that is empty is read as it lies.
            var scans = plan.Where(line => FilledScan().IsMatch(line)).ToList();
            Assert.NotEmpty(scans);
            Assert.All(scans, line => Assert.Contains(index, line, StringComparison.Ordinal));
        }
        await connection.ExecuteAsync("DEALLOCATE tested; RESET plan_cache_mode");
    }

    [GeneratedRegex(
        "Scan .*(sms_messages|calls_2026_q4)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FilledScan();

    private static string IntentOf(int id) => new Guid(id, 0, 0, new byte[8]).ToString();

    private static LiveCall CallOf(int id, string status, string stage, bool? missed) =>
        new(
            $"CA{id:x32}",
            Samples.TenantId,
            "+1",
            "+2",
            status,
            stage,
            missed,
            TestClock.Noon.AddSeconds(id - 300_000)
        );

    private Task InsertTextAsync(int id, string status, DateTimeOffset at) =>
        Database.ExecuteAsync(
            """
            INSERT INTO sms_messages (
                message_id, intent_id, tenant_id, direction, class, from_number, to_number, message_body, status, created_at,
                updated_at)
            VALUES (@id, @intent, @TenantId, 'outbound', 'text-back', '+1', '+2', 'x', @status, @at, @at)
            """,
            new
            {
                id,
                intent = Guid.Parse(IntentOf(id)),
                Samples.TenantId,
                status,
                at,
            }
        );

    private Task InsertCallAsync(int id, string status, string stage, bool? missed) =>
        Database.ExecuteAsync(
            """
            INSERT INTO calls (
                call_id, call_sid, tenant_id, from_number, to_number, direction, status, created_at, stage, missed,
                missed_reason, event_sequence, updated_at)
            VALUES (@id, @CallSid, @TenantId, '+1', '+2', 'inbound', @status, @StartedAt, @stage, @missed,
                CASE WHEN @missed THEN 'no-answer' END, 1, @StartedAt)
            """,
            new
            {
                id,
                CallOf(id, status, stage, missed).CallSid,
                Samples.TenantId,
                status,
                CallOf(id, status, stage, missed).StartedAt,
                stage,
                missed,
            }
        );
}
