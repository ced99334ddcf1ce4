using Dapper;
using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Storage;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Journal;

/// <summary>One bad event harms nobody else.</summary>
public sealed class JournalFailureTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task An_event_whose_decider_throws_is_kept_aside_alone()
    {
        await using var harness = new JournalHarness(database, wrapCalls: calls => new SpoilingStreams(calls));
        var good = Enumerable.Range(1, 20).Select(call => harness.AppendAsync(call, new VoiceReceived())).ToList();
        var bad = harness.AppendAsync(10, SpoilingStreams.Bug);
        good.AddRange(Enumerable.Range(21, 20).Select(call => harness.AppendAsync(call, new VoiceReceived())));
        Assert.All(await Task.WhenAll(good), reply => Assert.Equal(JournalOutcome.Processed, reply.Outcome));
        Assert.Equal(new JournalReply(JournalOutcome.Failed, null), await bad);
        var kept = await FailedAsync(10);
        Assert.Equal("voice.fell-back", kept.Type);
        Assert.Contains("a bug in a decider", kept.Error);
        Assert.Equal(
            ["failed", "processed"],
            await database.QueryAsync<string>(
                "SELECT outcome FROM webhook_logs WHERE call_sid = @sid ORDER BY 1",
                new { sid = JournalHarness.Sid(10) }
            )
        );
    }

    [Fact]
    public async Task An_event_that_a_check_refuses_is_kept_aside_alone() =>
        await AssertIsolatedAsync(
            100,
            JournalHarness.Delivery(
                110,
                new CallStatusChanged("completed", DurationSeconds: -5),
                parameters: """{"a":"b"}"""
            ),
            "calls_duration_check"
        );

    [Fact]
    public async Task An_event_whose_text_the_database_cannot_hold_is_kept_aside_alone() =>
        await AssertIsolatedAsync(
            200,
            JournalHarness.Delivery(210, new VoiceReceived(), from: "+1\0", parameters: """{"a":"b"}"""),
            "22021"
        );

    [Fact]
    public async Task An_event_that_even_the_log_refuses_is_kept_aside()
    {
        await using var harness = new JournalHarness(database);
        var bad = JournalHarness.Delivery(250, new VoiceReceived(), parameters: """{"Body":"\u0000"}""");
        Assert.Equal(JournalOutcome.Failed, (await harness.Journal.AppendAsync(bad).Soon()).Outcome);
        Assert.Equal("""{"Body":"\u0000"}""", (await FailedAsync(250)).Parameters);
        Assert.Null(await LoggedAsync(250));
    }

    [Fact]
    public async Task A_stream_that_somebody_holds_delays_itself_and_nobody_else()
    {
        await using var harness = new JournalHarness(database, writers: 1);
        await harness.AppendAsync(300, new VoiceReceived());
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync(
            "SELECT 1 FROM twilio_server.stream_keys WHERE stream_key = @sid FOR UPDATE",
            new { sid = JournalHarness.Sid(300) }
        );
        var held = harness.Journal.AppendAsync(JournalHarness.Delivery(300, CallStory.Dialed("busy")));
        var heldToo = harness.Journal.AppendAsync(JournalHarness.Delivery(300, CallStory.Ended()));
        for (var call = 301; call < 330; call++)
            Assert.Equal(JournalOutcome.Processed, (await harness.AppendAsync(call, new VoiceReceived())).Outcome);
        Assert.False(held.IsCompleted || heldToo.IsCompleted);
        await transaction.RollbackAsync();
        Assert.Contains("<Record", (await held.Soon()).Body);
        Assert.Equal(JournalOutcome.Processed, (await heldToo.Soon()).Outcome);
        Assert.Equal(
            "voice.received,dial.ended,call.status-changed",
            await database.ScalarAsync<string>(
                """
                SELECT string_agg(e.type, ',' ORDER BY sequence) FROM twilio_server.events e
                JOIN calls c ON c.call_id = e.stream_id WHERE call_sid = @sid
                """,
                new { sid = JournalHarness.Sid(300) }
            )
        );
    }

    [Fact]
    public async Task A_recording_of_a_call_that_is_not_known_is_logged_and_makes_nothing()
    {
        await using var harness = new JournalHarness(database, writers: 1);
        var recording = new RecordingCompleted("RE1", null, 4, 1, "completed");
        var delivery = JournalHarness.Delivery(350, recording);
        var unknown = new JournalEntry
        {
            DeliveryId = delivery.DeliveryId,
            Identity = delivery.Identity,
            Type = delivery.Type,
            At = delivery.At,
            ParametersJson = "{}",
            Kind = StreamKind.Call,
            StreamKey = delivery.StreamKey,
            Event = recording,
            Webhook = delivery.Webhook,
        };
        // A key without a call is what stays when a call's first event was kept aside.
        await database.ExecuteAsync(
            "INSERT INTO twilio_server.stream_keys VALUES (@StreamKey, 999999999, @TenantId, now())",
            new { delivery.StreamKey, delivery.TenantId }
        );
        Assert.Equal(JournalOutcome.UnknownStream, (await harness.Journal.AppendAsync(unknown).Soon()).Outcome);
        Assert.Equal("unknown-stream", await LoggedAsync(350));
    }

    [Fact]
    public async Task A_message_found_by_its_sid_is_locked_by_its_first_key()
    {
        await using var harness = new JournalHarness(database, writers: 1);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 360);
        var sent = new SendSettled(1, new SendOutcome.Accepted("SM" + new string('3', 32), "queued"));
        await harness.Own.AppendAsync(job, StreamKind.Message, key, sent.Type, sent, "{}");
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync(
            "SELECT 1 FROM twilio_server.stream_keys WHERE stream_key = @key FOR UPDATE",
            new { key }
        );

        var reported = new DeliveryReported("SM" + new string('3', 32), "delivered", null);
        var bySid = harness.Own.AppendAsync(
            job,
            StreamKind.Message,
            reported.MessageSid,
            reported.Type,
            reported,
            "{}"
        );
        Assert.Equal(JournalOutcome.Processed, (await harness.AppendAsync(361, new VoiceReceived())).Outcome);
        Assert.False(bySid.IsCompleted);
        await transaction.RollbackAsync();
        Assert.Equal(JournalOutcome.Processed, (await bySid.Soon()).Outcome);
    }

    [Fact]
    public async Task A_contact_that_somebody_holds_delays_only_those_who_decide_about_it()
    {
        await using var harness = new JournalHarness(database, writers: 1);
        await harness.AppendAsync(400, CallStory.Dialed("busy"));
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync(
            "SELECT 1 FROM twilio_server.contacts WHERE phone_number = @from FOR UPDATE",
            new { from = JournalHarness.Caller(400) }
        );
        var held = harness.Journal.AppendAsync(
            JournalHarness.Delivery(401, CallStory.Dialed("busy"), from: JournalHarness.Caller(400))
        );
        Assert.Equal(JournalOutcome.Processed, (await harness.AppendAsync(402, CallStory.Dialed("busy"))).Outcome);
        Assert.False(held.IsCompleted);
        await transaction.RollbackAsync();
        Assert.Equal(JournalOutcome.Processed, (await held.Soon()).Outcome);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_what_it_took_is_answered_later()
    {
        await using var harness = new JournalHarness(database, writers: 1, queueSize: 8);
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("LOCK TABLE twilio_server.stream_keys IN ACCESS EXCLUSIVE MODE");
        var taken = new List<Task<JournalReply>>();
        JournalFullException? full = null;
        for (var call = 500; call < 1500 && full is null; call++)
        {
            try
            {
                taken.Add(harness.Journal.AppendAsync(JournalHarness.Delivery(call, new VoiceReceived())));
            }
            catch (JournalFullException e)
            {
                full = e;
            }
        }
        Assert.NotNull(full);
        Assert.InRange(taken.Count, 8, 8 + 256);
        await transaction.RollbackAsync();
        Assert.All(await Task.WhenAll(taken).Soon(), reply => Assert.Equal(JournalOutcome.Processed, reply.Outcome));
    }

    /// <summary>A keepalive finds the connection dead while nothing is sent; the next event finds no connection.</summary>
    [Fact]
    public async Task An_event_that_comes_after_the_connection_died_unnoticed_is_no_bad_event()
    {
        var builder = new NpgsqlConnectionStringBuilder(database.Settings.Database.ConnectionString)
        {
            ApplicationName = "keepalive test",
            SearchPath = "public,twilio_server",
            KeepAlive = 1,
        };
        await using var harness = new JournalHarness(database, writers: 1, dataSource: DataSources.Create(builder));
        await harness.AppendAsync(1600, new VoiceReceived());
        await database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'keepalive test'"
        );
        // Nothing outside tells when the driver's own timer, of one second, has found out.
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        Assert.Equal(JournalOutcome.Processed, (await harness.AppendAsync(1600, CallStory.Dialed("busy"))).Outcome);
        Assert.Empty(
            await database.QueryAsync<string>(
                "SELECT error FROM twilio_server.failed_events WHERE stream_key = @sid",
                new { sid = JournalHarness.Sid(1600) }
            )
        );
    }

    private async Task AssertIsolatedAsync(int firstCall, JournalEntry bad, string error)
    {
        await using var harness = new JournalHarness(database, writers: 1);
        var replies = new List<Task<JournalReply>>();
        for (var call = firstCall; call < firstCall + 40; call++)
        {
            var entry = call == firstCall + 10 ? bad : JournalHarness.Delivery(call, new VoiceReceived());
            replies.Add(harness.Journal.AppendAsync(entry));
        }
        var outcomes = (await Task.WhenAll(replies).Soon()).Select(reply => reply.Outcome).ToList();
        Assert.Equal(JournalOutcome.Failed, outcomes[10]);
        outcomes.RemoveAt(10);
        Assert.All(outcomes, outcome => Assert.Equal(JournalOutcome.Processed, outcome));
        var kept = await FailedAsync(firstCall + 10);
        Assert.Contains(error, kept.Error);
        Assert.Equal("""{"a":"b"}""", kept.Parameters);
        Assert.Equal("failed", await LoggedAsync(firstCall + 10));
    }

    private Task<string> LoggedAsync(int call) =>
        database.ScalarAsync<string>(
            "SELECT string_agg(outcome, ',') FROM webhook_logs WHERE call_sid = @sid",
            new { sid = JournalHarness.Sid(call) }
        );

    private async Task<(string Type, string Parameters, string Error)> FailedAsync(int call) =>
        Assert.Single(
            await database.QueryAsync<(string, string, string)>(
                "SELECT type, parameters, error FROM twilio_server.failed_events WHERE stream_key = @sid",
                new { sid = JournalHarness.Sid(call) }
            )
        );
}
