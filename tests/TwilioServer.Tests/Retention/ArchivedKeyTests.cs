using Dapper;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Retention;

/// <summary>A replay has no date: what it concerns must be found although its key went to the archive.</summary>
public sealed class ArchivedKeyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_replay_of_an_archived_call_has_no_second_effect_and_gets_the_first_reply()
    {
        await using var harness = new JournalHarness(database);
        var voice = await harness.AppendAsync(1, new VoiceReceived());
        await harness.AppendAsync(1, CallStory.Dialed("busy"));
        var before = await EverythingAsync();
        Assert.True((await Cleaning.RunAsync(database, 10)).ArchivedKeys >= 2);
        Assert.Equal(0, await HotAsync(JournalHarness.Sid(1)));

        var replay = await harness.AppendAsync(1, new VoiceReceived());
        Assert.Equal((JournalOutcome.Duplicate, voice.Body), (replay.Outcome, replay.Body));
        Assert.Equal(JournalOutcome.Duplicate, (await harness.AppendAsync(1, CallStory.Dialed("busy"))).Outcome);
        Assert.Equal(before, await EverythingAsync());
        Assert.Equal(1, await HotAsync(JournalHarness.Sid(1)));

        await Cleaning.RunAsync(database, 11);
        Assert.Equal(0, await HotAsync(JournalHarness.Sid(1)));
        Assert.Equal(1, await ArchivedAsync(JournalHarness.Sid(1)));
        Assert.Equal(JournalOutcome.Duplicate, (await harness.AppendAsync(1, CallStory.Dialed("busy"))).Outcome);
        Assert.Equal(before, await EverythingAsync());
    }

    [Fact]
    public async Task A_webhook_that_comes_late_for_the_first_time_belongs_to_the_old_call()
    {
        await using var harness = new JournalHarness(database);
        await harness.AppendAsync(2, new VoiceReceived());
        await Cleaning.RunAsync(database, 10);
        var late = await harness.AppendAsync(2, new CallStatusChanged("completed", 12));
        Assert.Equal(JournalOutcome.Processed, late.Outcome);
        Assert.Equal(
            [(12, 2)],
            await database.QueryAsync<(int, int)>(
                "SELECT duration, event_sequence FROM calls WHERE call_sid = @sid",
                new { sid = JournalHarness.Sid(2) }
            )
        );
    }

    /// <summary>A delivery report finds its message by the intent in its URL, or by the SID, which is a second key.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_s_keys_come_back_together(bool bySid)
    {
        await using var harness = new JournalHarness(database);
        var call = bySid ? 3 : 4;
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, call);
        var sid = $"SM{call:x32}";
        await ReportAsync(harness, key, new DeliveryReported(sid, "sent", null));
        await Cleaning.RunAsync(database, 10);
        Assert.Equal((0, 0), (await HotAsync(key), await HotAsync(sid)));
        var reply = await ReportAsync(harness, bySid ? sid : key, new DeliveryReported(sid, "delivered", null));
        Assert.Equal(JournalOutcome.Processed, reply.Outcome);
        Assert.Equal(1, await HotAsync(key));
        Assert.Equal(
            "delivered",
            await database.ScalarAsync<string>(
                """
                SELECT m.status FROM sms_messages m
                JOIN twilio_server.jobs j ON j.stream_id = m.message_id WHERE j.job_id = @JobId
                """,
                job
            )
        );
    }

    /// <summary>The archiving goes by stretches of the table: one key of a stream may have gone while the other has not.</summary>
    [Fact]
    public async Task A_stream_of_which_only_the_first_key_was_archived_is_found()
    {
        await using var harness = new JournalHarness(database);
        var (_, key) = await ClaimedMessage.MakeAsync(database, harness, 5);
        const string sid = "SM00000000000000000000000000000005";
        await ReportAsync(harness, key, new DeliveryReported(sid, "sent", null));
        await Cleaning.RunAsync(database, 10);
        await database.ExecuteAsync(
            """
            INSERT INTO twilio_server.stream_keys
            SELECT stream_key, stream_id, tenant_id, created_at, alias_of
            FROM twilio_server.stream_keys_archive WHERE stream_key = @sid
            """,
            new { sid }
        );
        var reply = await ReportAsync(harness, sid, new DeliveryReported(sid, "delivered", null));
        Assert.Equal(JournalOutcome.Processed, reply.Outcome);
    }

    [Fact]
    public async Task A_key_that_nobody_knows_is_still_unknown()
    {
        await using var harness = new JournalHarness(database);
        var reply = await ReportAsync(harness, "intent:none", new DeliveryReported("SM1", "sent", null));
        Assert.Equal(JournalOutcome.UnknownStream, reply.Outcome);
    }

    /// <summary>Replays pour in while the keys are copied, deleted and brought back.</summary>
    [Fact]
    public async Task Archiving_under_load_never_makes_a_call_twice()
    {
        const int calls = 200;
        const int first = 1_000;
        await using var harness = new JournalHarness(database);
        await Task.WhenAll(
            Enumerable.Range(first, calls).Select(call => harness.AppendAsync(call, new VoiceReceived()))
        );
        for (var round = 0; round < 20; round++)
        {
            var cleaning = Task.Run(() => Cleaning.RunAsync(database, 10));
            var replies = await Task.WhenAll(
                Enumerable.Range(first, calls).Select(call => harness.AppendAsync(call, new VoiceReceived()))
            );
            await cleaning.Soon();
            Assert.Equal(calls, replies.Count(reply => reply.Outcome == JournalOutcome.Duplicate));
        }
        Assert.Equal(
            (calls, calls),
            (
                await database.ScalarAsync<int>(
                    "SELECT count(*) FROM calls WHERE call_sid BETWEEN @from AND @to",
                    new { from = JournalHarness.Sid(first), to = JournalHarness.Sid(first + calls - 1) }
                ),
                await database.ScalarAsync<int>(
                    "SELECT count(*) FROM twilio_server.stream_keys_archive WHERE stream_key BETWEEN @from AND @to",
                    new { from = JournalHarness.Sid(first), to = JournalHarness.Sid(first + calls - 1) }
                )
            )
        );
    }

    private static Task<JournalReply> ReportAsync(JournalHarness harness, string key, DeliveryReported report) =>
        harness
            .Journal.AppendAsync(
                new JournalEntry
                {
                    DeliveryId = new Ambient().NewId(),
                    Identity = new Ambient().NewId(),
                    Type = report.Type,
                    At = TestClock.Noon,
                    ParametersJson = "{}",
                    Kind = StreamKind.Message,
                    StreamKey = key,
                    TenantId = Samples.TenantId,
                    Event = report,
                }
            )
            .Soon();

    private Task<int> HotAsync(string key) =>
        database.ScalarAsync<int>(
            "SELECT count(*) FROM twilio_server.stream_keys WHERE stream_key = @key",
            new { key }
        );

    private Task<int> ArchivedAsync(string key) =>
        database.ScalarAsync<int>(
            "SELECT count(*) FROM twilio_server.stream_keys_archive WHERE stream_key = @key",
            new { key }
        );

    /// <summary>What a second effect would change.</summary>
    private async Task<string> EverythingAsync()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return (
            await connection.ExecuteScalarAsync<string>(
                """
                SELECT concat_ws(' ',
                    (SELECT count(*) FROM calls), (SELECT sum(event_sequence) FROM calls),
                    (SELECT count(*) FROM sms_messages), (SELECT count(*) FROM twilio_server.events),
                    (SELECT count(*) FROM twilio_server.jobs), (SELECT count(*) FROM twilio_server.decisions))
                """
            )
        )!;
    }
}
