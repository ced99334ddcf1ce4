using Dapper;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Spill;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Spill;

/// <summary>What was spilled is imported once, by whoever is there to do it.</summary>
public sealed class ImportTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly ScratchDirectory _directory = new();

    [Fact]
    public async Task What_a_dead_process_left_is_imported_by_the_next()
    {
        await SpillAndDieAsync(1, 2, 3);
        Assert.Single(_directory.SpillFiles);
        await using var next = new SpillHarness(database, _directory.Path);
        await next.IsDrainedAsync();
        Assert.Empty(_directory.SpillFiles);
        Assert.Equal(3, await CountAsync("calls", 1, 3));
        Assert.Equal(3, await CountAsync("webhook_logs", 1, 3));
    }

    [Fact]
    public async Task What_a_living_process_holds_is_left_to_it()
    {
        await using var living = new SpillHarness(database, _directory.Path, imports: false);
        living.Spill.Open();
        await living.DeliverAsync("/webhooks/voice", 10);
        await using (var other = new SpillHarness(database, _directory.Path))
            Assert.False(other.Spill.IsOpen);
        Assert.Single(_directory.SpillFiles);
        living.StartImport();
        await living.IsDrainedAsync();
        Assert.Equal(1, await CountAsync("calls", 10, 10));
    }

    [Fact]
    public async Task Importing_the_same_file_again_changes_nothing()
    {
        await SpillAndDieAsync(20, 21, 22);
        var copy = await File.ReadAllBytesAsync(_directory.SpillFiles[0], TestContext.Current.CancellationToken);
        var path = _directory.SpillFiles[0];
        for (var round = 0; round < 3; round++)
        {
            await File.WriteAllBytesAsync(path, copy, TestContext.Current.CancellationToken);
            await using var next = new SpillHarness(database, _directory.Path);
            await next.IsDrainedAsync();
        }
        Assert.Equal(3, await CountAsync("calls", 20, 22));
        Assert.Equal(3, await CountAsync("webhook_logs", 20, 22));
        Assert.Equal(
            "1,1,1",
            await database.ScalarAsync<string>(
                "SELECT string_agg(event_sequence::text, ',') FROM calls WHERE call_sid BETWEEN @from AND @to",
                new { from = JournalHarness.Sid(20), to = JournalHarness.Sid(22) }
            )
        );
    }

    /// <summary>The commit went through and its confirmation was lost: the same delivery is spilled, too.</summary>
    [Fact]
    public async Task A_delivery_that_was_committed_before_it_was_spilled_counts_once()
    {
        await using var harness = new SpillHarness(database, _directory.Path, imports: false);
        var entry = harness.Entry("/webhooks/voice", 30, ("CallStatus", "ringing"));
        await harness.Journal.AppendAsync(entry).Soon();
        await harness.Spill.AppendAsync([new SpilledDelivery(entry, "<Response/>")]);
        harness.Spill.Open();
        harness.StartImport();
        await harness.IsDrainedAsync();
        Assert.Equal(1, await CountAsync("webhook_logs", 30, 30));
        Assert.Equal(
            "1",
            await database.ScalarAsync<string>(
                "SELECT event_sequence::text FROM calls WHERE call_sid = @sid",
                new { sid = JournalHarness.Sid(30) }
            )
        );
    }

    [Fact]
    public async Task The_reply_that_was_given_is_the_events_reply_and_that_of_its_repeats()
    {
        await using var harness = new SpillHarness(database, _directory.Path, imports: false);
        var entry = harness.Entry("/webhooks/voice", 40, ("CallStatus", "ringing"));
        await harness.Spill.AppendAsync([new SpilledDelivery(entry, "<Response><Reject/></Response>")]);
        harness.Spill.Open();
        harness.StartImport();
        await harness.IsDrainedAsync();
        var repeat = await harness.DeliverAsync("/webhooks/voice", 40, ("CallStatus", "ringing"));
        Assert.Equal(new JournalReply(JournalOutcome.Duplicate, "<Response><Reject/></Response>"), repeat);
    }

    [Fact]
    public async Task A_text_that_would_come_too_late_keeps_the_time_of_its_call()
    {
        await using var harness = new SpillHarness(database, _directory.Path, imports: false);
        harness.Spill.Open();
        await harness.DeliverAsync("/webhooks/voice/dial-result?n=1", 50, ("DialCallStatus", "busy"));
        harness.Clock.Advance(TimeSpan.FromHours(1));
        harness.StartImport();
        await harness.IsDrainedAsync();
        Assert.Equal(
            TestClock.Noon.AddMinutes(15).UtcDateTime,
            await database.ScalarAsync<DateTime>(
                "SELECT expires_at FROM sms_messages WHERE to_number = @to",
                new { to = JournalHarness.Caller(50) }
            )
        );
    }

    /// <summary>The word about the dial may lie in another node's spill.</summary>
    [Fact]
    public async Task A_timer_of_an_imported_event_gives_what_crossed_it_time_to_be_imported_too()
    {
        await using var harness = new SpillHarness(database, _directory.Path, imports: false);
        harness.Spill.Open();
        await harness.DeliverAsync("/webhooks/voice/status", 60, ("CallStatus", "completed"));
        harness.StartImport();
        await harness.IsDrainedAsync();
        Assert.Equal(
            TestClock.Noon.AddSeconds(5.5).UtcDateTime,
            await database.ScalarAsync<DateTime>(
                "SELECT run_at FROM twilio_server.jobs WHERE unique_key = @key",
                new { key = "call.resolve:" + JournalHarness.Sid(60) }
            )
        );
    }

    [Fact]
    public async Task A_stream_that_somebody_holds_spills_its_own_deliveries_and_nobody_elses()
    {
        // The others are not to be spilled because the machine is busy for a moment.
        await using var harness = new SpillHarness(database, _directory.Path, spillAfterMilliseconds: 3000);
        await harness.DeliverAsync("/webhooks/voice", 70);
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync(
            "SELECT 1 FROM twilio_server.stream_keys WHERE stream_key = @sid FOR UPDATE",
            new { sid = JournalHarness.Sid(70) }
        );
        var held = harness.DeliverAsync("/webhooks/voice/dial-result?n=1", 70, ("DialCallStatus", "busy"));
        while (!held.IsCompleted)
            Assert.Equal(
                JournalOutcome.Processed,
                (await harness.DeliverAsync("/webhooks/voice", 71)).Outcome switch
                {
                    JournalOutcome.Duplicate => JournalOutcome.Processed,
                    var outcome => outcome,
                }
            );
        Assert.Equal(JournalOutcome.Spilled, (await held).Outcome);
        Assert.Contains("<Record", (await held).Body);
        Assert.False(harness.Spill.IsOpen);
        await transaction.RollbackAsync();
        await Eventually.TrueAsync(() => Task.FromResult(_directory.SpillFiles.Count == 0), "an empty spill");
        Assert.True(
            await database.ScalarAsync<bool>(
                "SELECT missed FROM calls WHERE call_sid = @sid",
                new { sid = JournalHarness.Sid(70) }
            )
        );
    }

    [Fact]
    public async Task What_no_event_can_be_made_of_is_kept_for_a_person_and_stops_nobody()
    {
        await using (var dying = new SpillHarness(database, _directory.Path, imports: false))
        {
            dying.Spill.Open();
            var entry = dying.Entry("/webhooks/voice", 80);
            var strange = SpilledDeliveries.Record(new SpilledDelivery(entry, null), TimeProvider.System) with
            {
                Type = "of-another-release",
            };
            var frames = new System.Buffers.ArrayBufferWriter<byte>();
            SpillFrames.Write(frames, strange.Encode());
            SpillFrames.Write(frames, "no JSON"u8);
            using var file = SpillFile.Create(_directory.File("strange-1.test.spill"), RandomAccess.FlushToDisk);
            file.Append(frames.WrittenMemory);
            await dying.DeliverAsync("/webhooks/voice", 81);
        }
        await using var next = new SpillHarness(database, _directory.Path);
        await next.IsDrainedAsync();
        Assert.Empty(_directory.SpillFiles);
        Assert.Equal(1, await CountAsync("calls", 81, 81));
        var kept = await database.QueryAsync<string>(
            "SELECT parameters FROM twilio_server.failed_events WHERE type = 'spill.unreadable' ORDER BY 1"
        );
        Assert.Equal(2, kept.Count);
        Assert.Contains("no JSON", kept);
    }

    [Fact]
    public async Task What_a_disk_spoilt_is_kept_apart_and_the_rest_is_imported()
    {
        await SpillAndDieAsync(100, 101, 102);
        var path = _directory.SpillFiles[0];
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(JournalHarness.Sid(101)))] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        await using var next = new SpillHarness(database, _directory.Path);
        await next.IsDrainedAsync();
        Assert.Equal((2L, 0L), (await CountAsync("calls", 100, 102), await CountAsync("calls", 101, 101)));
        Assert.Empty(_directory.SpillFiles);
        Assert.Equal([path + ".damaged"], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task An_event_of_our_own_waits_for_the_database_and_is_not_spilled()
    {
        await using var harness = new SpillHarness(database, _directory.Path, imports: false);
        await using var claims = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, claims, 90);
        harness.Spill.Open();
        var own = new OwnEvents(
            harness.Journal,
            new EventIdentity(new byte[32]),
            new Ambient(new TestClock(), new Random(2))
        );
        var sent = new SendSettled(1, new SendOutcome.Accepted("SM" + new string('9', 32), "queued"));
        var appending = own.AppendAsync(job, StreamKind.Message, key, sent.Type, sent, "{}");
        await harness.DeliverAsync("/webhooks/voice", 91);
        Assert.False(appending.IsCompleted);
        harness.StartImport();
        Assert.Equal(JournalOutcome.Processed, (await appending.Soon()).Outcome);
        Assert.Equal(1, await CountAsync("calls", 91, 91));
    }

    public void Dispose() => _directory.Dispose();

    private async Task SpillAndDieAsync(params int[] calls)
    {
        await using var dying = new SpillHarness(database, _directory.Path, imports: false);
        dying.Spill.Open();
        foreach (var call in calls)
            Assert.Equal(
                JournalOutcome.Spilled,
                (await dying.DeliverAsync("/webhooks/voice", call, ("CallStatus", "ringing"))).Outcome
            );
    }

    private Task<long> CountAsync(string table, int from, int to) =>
        database.ScalarAsync<long>(
            $"SELECT count(*) FROM {table} WHERE call_sid BETWEEN @from AND @to",
            new { from = JournalHarness.Sid(from), to = JournalHarness.Sid(to) }
        );
}
