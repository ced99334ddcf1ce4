using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Replay;
using TwilioServer.Storage;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Replay;

/// <summary>Tables that were restored from different moments: rows that know less than the events beside them.</summary>
public sealed class StateFolderTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Calls = "SELECT (to_jsonb(c) - 'updated_at')::text FROM calls c ORDER BY call_id";
    private const string Texts = "SELECT (to_jsonb(m) - 'updated_at')::text FROM sms_messages m ORDER BY message_id";
    private const string Work = "SELECT to_jsonb(j)::text FROM twilio_server.jobs j ORDER BY job_id";

    private const string TakeCallsBack = """
        UPDATE calls
        SET event_sequence = 1, stage = 'dialing', status = 'ringing', missed = NULL, missed_reason = NULL,
            dial_call_status = NULL, terminal_status = NULL, ended_at = NULL
        """;

    private readonly TestClock _clock = new();
    private JournalHarness _harness = null!;
    private NpgsqlDataSource _journal = null!;

    private StateFolder Folder =>
        new(_journal, Samples.Around(database.Tenants), _clock, NullLogger<StateFolder>.Instance);

    private static DateTimeOffset Since => TestClock.Noon - StateFolder.Lookback;

    public async ValueTask InitializeAsync()
    {
        await database.ExecuteAsync(
            "TRUNCATE calls, sms_messages, twilio_server.events, twilio_server.stream_keys, twilio_server.jobs, "
                + "twilio_server.contacts, twilio_server.decisions"
        );
        _harness = new JournalHarness(database);
        _journal = DataSources.Journal(database.Settings, 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        await _journal.DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_was_taken_back_knows_its_events_again_and_asks_for_nothing_a_second_time()
    {
        await MissAsync(1);
        await MissAsync(2);
        var (calls, texts, work) = await RowsAsync();
        await database.ExecuteAsync(TakeCallsBack + " WHERE call_sid = @Sid", new { Sid = JournalHarness.Sid(1) });
        Assert.NotEqual(calls, (await RowsAsync()).Calls);

        Assert.Equal(1, await Folder.FoldAsync(Since, CancellationToken.None));
        Assert.Equal((calls, texts, work), await RowsAsync());
        Assert.Equal(0, await Folder.FoldAsync(Since, CancellationToken.None));
    }

    [Fact]
    public async Task A_message_that_was_taken_back_knows_its_events_again()
    {
        await MissAsync(3);
        var intentId = await database.ScalarAsync<Guid>("SELECT intent_id FROM sms_messages");
        await ReportAsync(intentId, "SM0000000000000000000000000000f003", "delivered");
        var (_, texts, _) = await RowsAsync();
        await database.ExecuteAsync(
            "UPDATE sms_messages SET event_sequence = 0, status = 'queued', message_sid = NULL"
        );

        Assert.Equal(1, await Folder.FoldAsync(Since, CancellationToken.None));
        Assert.Equal(texts, (await RowsAsync()).Texts);
    }

    [Fact]
    public async Task What_somebody_works_on_is_left_to_them()
    {
        await MissAsync(4);
        var (calls, _, _) = await RowsAsync();
        await database.ExecuteAsync(TakeCallsBack);
        await using (var connection = await database.DataSource.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("SELECT FROM twilio_server.stream_keys FOR UPDATE", connection);
            await hold.ExecuteNonQueryAsync();
            Assert.Equal(0, await Folder.FoldAsync(Since, CancellationToken.None));
        }
        Assert.Equal(1, await Folder.FoldAsync(Since, CancellationToken.None));
        Assert.Equal(calls, (await RowsAsync()).Calls);
    }

    [Fact]
    public async Task What_lies_in_the_archive_is_folded_without_a_lock()
    {
        await MissAsync(5);
        var (calls, _, _) = await RowsAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO twilio_server.stream_keys_archive (stream_key, stream_id, tenant_id, created_at, alias_of)
            SELECT stream_key, stream_id, tenant_id, created_at, alias_of FROM twilio_server.stream_keys;
            DELETE FROM twilio_server.stream_keys
            """
        );
        await database.ExecuteAsync(TakeCallsBack);
        Assert.Equal(1, await Folder.FoldAsync(Since, CancellationToken.None));
        Assert.Equal(calls, (await RowsAsync()).Calls);
    }

    [Fact]
    public async Task What_this_build_cannot_read_stays_and_stops_nobody()
    {
        await MissAsync(6);
        await MissAsync(7);
        var (calls, _, _) = await RowsAsync();
        await database.ExecuteAsync(TakeCallsBack);
        await database.ExecuteAsync(
            "UPDATE twilio_server.events SET type = 'call.teleported' WHERE sequence = 2 AND stream_id = "
                + "(SELECT call_id FROM calls WHERE call_sid = @Sid)",
            new { Sid = JournalHarness.Sid(6) }
        );
        Assert.Equal(1, await Folder.FoldAsync(Since, CancellationToken.None));
        Assert.Equal(calls.Split('\n')[1], (await RowsAsync()).Calls.Split('\n')[1]);
    }

    [Fact]
    public async Task More_streams_than_a_page_are_all_looked_at()
    {
        foreach (var call in Enumerable.Range(10, 30))
            await MissAsync(call);
        // As if a thousand ids had been given between any two: each call is alone on its page.
        await database.ExecuteAsync(
            """
            UPDATE calls SET call_id = call_id * 1000;
            UPDATE twilio_server.events SET stream_id = stream_id * 1000;
            UPDATE twilio_server.stream_keys SET stream_id = stream_id * 1000
            """
        );
        await database.ExecuteAsync(TakeCallsBack);
        Assert.Equal(30, await Folder.FoldAsync(Since, CancellationToken.None));
    }

    [Fact]
    public async Task Streams_that_began_before_are_not_looked_at()
    {
        await MissAsync(8);
        await database.ExecuteAsync(TakeCallsBack);
        Assert.Equal(0, await Folder.FoldAsync(TestClock.Noon.AddSeconds(1), CancellationToken.None));
    }

    [Fact]
    public async Task A_start_folds_once_the_database_is_ready()
    {
        await MissAsync(9);
        var (calls, _, _) = await RowsAsync();
        await database.ExecuteAsync(TakeCallsBack);
        var ready = new TaskCompletionSource();
        var running = Folder.RunAsync(ready.Task, CancellationToken.None);
        Assert.NotEqual(calls, (await RowsAsync()).Calls);
        ready.SetResult();
        await running.Soon();
        Assert.Equal(calls, (await RowsAsync()).Calls);
    }

    /// <summary>A call that nobody took, to its end; with the parameters that the log keeps.</summary>
    private async Task MissAsync(int call)
    {
        await DeliverAsync(call, new VoiceReceived(), [("CallStatus", "ringing")]);
        await DeliverAsync(
            call,
            new DialEnded("no-answer", null, null, null, "in-progress"),
            [("DialCallStatus", "no-answer"), ("CallStatus", "in-progress")]
        );
        await DeliverAsync(
            call,
            new CallStatusChanged("completed", 31),
            [("CallStatus", "completed"), ("CallDuration", "31")]
        );
    }

    private Task DeliverAsync(int call, CallEvent happened, (string Name, string Value)[] more)
    {
        var parameters = more.Append(("CallSid", JournalHarness.Sid(call)))
            .Append(("From", JournalHarness.Caller(call)))
            .Append(("To", Samples.BusinessNumber))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return _harness
            .Journal.AppendAsync(
                JournalHarness.Delivery(call, happened, parameters: JsonSerializer.Serialize(parameters))
            )
            .Soon();
    }

    private Task ReportAsync(Guid intentId, string messageSid, string status) =>
        _harness
            .Journal.AppendAsync(
                new JournalEntry
                {
                    DeliveryId = new Guid("018f0000-0000-7000-8000-00000000f001"),
                    Identity = new Guid("018f0000-0000-7000-8000-00000000f002"),
                    Type = "delivery.reported",
                    At = TestClock.Noon,
                    ParametersJson = JsonSerializer.Serialize(
                        new Dictionary<string, string> { ["MessageSid"] = messageSid, ["MessageStatus"] = status }
                    ),
                    Kind = StreamKind.Message,
                    StreamKey = MessageState.KeyOf(intentId),
                    Event = new DeliveryReported(messageSid, status, null),
                    Webhook = new WebhookDelivery("sms-status", null, null, messageSid, 0),
                }
            )
            .Soon();

    private async Task<(string Calls, string Texts, string Work)> RowsAsync() =>
        (await LinesAsync(Calls), await LinesAsync(Texts), await LinesAsync(Work));

    private async Task<string> LinesAsync(string sql) => string.Join('\n', await database.QueryAsync<string>(sql));
}
