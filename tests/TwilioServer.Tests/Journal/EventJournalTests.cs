using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Journal;

public sealed class EventJournalTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task An_event_is_logged_decided_and_answered()
    {
        await using var harness = new JournalHarness(database);
        var reply = await harness.AppendAsync(1, new VoiceReceived());
        Assert.Equal(JournalOutcome.Processed, reply.Outcome);
        Assert.Contains($"<Dial", reply.Body);
        Assert.Contains(Samples.OwnerNumber, reply.Body);
        Assert.Equal(
            "ringing dialing 1",
            await TextAsync(
                "SELECT status || ' ' || stage || ' ' || event_sequence FROM calls WHERE call_sid = @sid",
                1
            )
        );
        Assert.Equal(
            $"voice.received 1 1 {reply.Body}",
            await TextAsync(
                """
                SELECT concat_ws(' ', e.type, e.sequence, e.settings_version, e.reply)
                FROM twilio_server.events e JOIN calls c ON c.call_id = e.stream_id WHERE call_sid = @sid
                """,
                1
            )
        );
        Assert.Equal("processed", await TextAsync("SELECT outcome FROM webhook_logs WHERE call_sid = @sid", 1));
    }

    [Fact]
    public async Task A_repeat_gets_the_reply_of_the_first()
    {
        await using var harness = new JournalHarness(database);
        var first = await harness.AppendAsync(2, new VoiceReceived());
        var repeat = await harness.AppendAsync(2, new VoiceReceived());
        Assert.Equal(new JournalReply(JournalOutcome.Duplicate, first.Body), repeat);
        Assert.Equal(
            "duplicate,processed",
            await TextAsync(
                "SELECT string_agg(outcome, ',' ORDER BY outcome) FROM webhook_logs WHERE call_sid = @sid",
                2
            )
        );
    }

    [Fact]
    public async Task Fifty_copies_at_once_are_one_event_and_fifty_log_rows()
    {
        await using var harness = new JournalHarness(database);
        var dialed = CallStory.Dialed("no-answer");
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => harness.AppendAsync(3, dialed)));
        Assert.Single(replies.Select(reply => reply.Body).Distinct());
        Assert.Single(replies, reply => reply.Outcome == JournalOutcome.Processed);
        Assert.Equal(49, replies.Count(reply => reply.Outcome == JournalOutcome.Duplicate));
        Assert.Equal("1", await TextAsync(Events, 3));
        Assert.Equal("50", await TextAsync("SELECT count(*)::text FROM webhook_logs WHERE call_sid = @sid", 3));
        Assert.Equal("1", await TextAsync(Texts, 3));
    }

    [Fact]
    public async Task A_missed_call_leaves_a_decision_a_message_a_job_and_a_marked_contact()
    {
        await using var harness = new JournalHarness(database);
        await harness.AppendAsync(4, new VoiceReceived());
        await harness.AppendAsync(4, CallStory.Dialed("busy"));
        Assert.Equal(
            "send busy queued text-back message.send available marked",
            await TextAsync(
                """
                SELECT concat_ws(' ', d.decision, d.reason, m.status, m.class, j.kind, j.state,
                    CASE WHEN o.last_text_back_at = d.decided_at THEN 'marked' END)
                FROM calls c
                JOIN twilio_server.decisions d USING (call_id)
                JOIN sms_messages m ON m.call_id = c.call_id AND m.message_id = d.message_id
                JOIN twilio_server.jobs j ON j.stream_id = m.message_id
                JOIN twilio_server.contacts o ON o.phone_number = c.from_number
                WHERE c.call_sid = @sid
                """,
                4
            )
        );
    }

    [Fact]
    public async Task Two_missed_calls_of_one_caller_get_one_text()
    {
        await using var harness = new JournalHarness(database);
        var deliveries = new[] { 5, 6 }.Select(call =>
            harness.Journal.AppendAsync(JournalHarness.Delivery(call, CallStory.Dialed("busy"), from: "+12125559999"))
        );
        await Task.WhenAll(deliveries).Soon();
        Assert.Equal(
            ["send busy", "suppressed within-window"],
            await database.QueryAsync<string>(
                """
                SELECT d.decision || ' ' || d.reason FROM twilio_server.decisions d JOIN calls c USING (call_id)
                WHERE c.from_number = '+12125559999' ORDER BY 1
                """
            )
        );
    }

    [Fact]
    public async Task An_event_of_a_call_that_nobody_knows_is_only_logged()
    {
        await using var harness = new JournalHarness(database);
        var known = JournalHarness.Delivery(7, new RecordingCompleted("RE7", null, 1, 1, "completed"));
        var entry = new JournalEntry
        {
            DeliveryId = known.DeliveryId,
            Identity = known.Identity,
            Type = known.Type,
            At = known.At,
            ParametersJson = "{}",
            Kind = StreamKind.Call,
            StreamKey = known.StreamKey,
            Event = known.Event,
            Webhook = known.Webhook,
        };
        Assert.Equal(JournalOutcome.UnknownStream, (await harness.Journal.AppendAsync(entry).Soon()).Outcome);
        Assert.Equal("unknown-stream", await TextAsync("SELECT outcome FROM webhook_logs WHERE call_sid = @sid", 7));
        Assert.Null(await TextAsync("SELECT stream_key FROM twilio_server.stream_keys WHERE stream_key = @sid", 7));
    }

    [Fact]
    public async Task A_journal_that_stops_commits_what_waits_and_takes_no_more()
    {
        await using var harness = new JournalHarness(database);
        var waiting = Enumerable
            .Range(100, 50)
            .Select(call => harness.AppendAsync(call, new VoiceReceived()))
            .ToArray();
        await harness.Journal.StopAsync(TimeSpan.FromSeconds(20));
        Assert.All(await Task.WhenAll(waiting), reply => Assert.Equal(JournalOutcome.Processed, reply.Outcome));
        await Assert.ThrowsAsync<JournalFullException>(() => harness.AppendAsync(150, new VoiceReceived()));
    }

    private const string Events =
        "SELECT count(*)::text FROM twilio_server.events e JOIN calls c ON c.call_id = e.stream_id WHERE call_sid = @sid";

    private const string Texts =
        "SELECT count(*)::text FROM sms_messages m JOIN calls c USING (call_id) WHERE call_sid = @sid";

    private async Task<string?> TextAsync(string sql, int call) =>
        (await database.QueryAsync<string?>(sql, new { sid = JournalHarness.Sid(call) })).SingleOrDefault();
}
