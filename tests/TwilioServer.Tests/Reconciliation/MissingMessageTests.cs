using System.Text.Json.Nodes;
using TwilioServer.Calls;
using TwilioServer.Messages;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Messages;
using TwilioServer.Tests.Support;
using TwilioServer.Tests.TwilioApi;

namespace TwilioServer.Tests.Reconciliation;

/// <summary>Texts and recordings that Twilio lists and whose webhooks did not come.</summary>
public sealed class MissingMessageTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_text_that_came_in_is_kept_once_without_card_numbers()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Message("SM1", "received", "inbound", "My card is 4111 1111 1111 1111");
        await harness.RunAsync();
        await harness.RunAsync();
        Assert.Equal(
            ["inbound/received/My card is [card number]"],
            await MessagesAsync("SM1", "concat(direction, '/', status, '/', message_body)")
        );
        Assert.Equal(
            [TestClock.Noon.AddSeconds(-60).UtcDateTime],
            await database.QueryAsync<DateTime>("SELECT created_at FROM sms_messages WHERE message_sid = 'SM1'")
        );
    }

    [Fact]
    public async Task The_pictures_of_a_text_that_nobody_told_of_are_fetched_as_if_somebody_had()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Message("MM31", "received", "inbound", "Look")["num_media"] = "2";
        harness.Lists.MediaOf["MM31"] = ["ME2", "ME1"];
        await harness.RunAsync();
        await harness.RunAsync();
        var urls =
            """["https://api.twilio.com/{account}MM31/Media/ME1", "https://api.twilio.com/{account}MM31/Media/ME2"]""".Replace(
                "/{account}",
                FakeTwilio.AccountPath + "Messages/",
                StringComparison.Ordinal
            );
        Assert.Equal([urls], await MessagesAsync("MM31", "media_urls::text"));
        Assert.Equal(
            [urls],
            await database.QueryAsync<string>(
                "SELECT (payload -> 'urls')::text FROM twilio_server.jobs WHERE kind = 'media.fetch' AND payload ->> 'messageSid' = 'MM31'"
            )
        );
        Assert.Single(harness.Twilio.Asked, asked => asked.Contains("/Media.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_pictures_cannot_be_had_now_the_text_waits_for_them_and_where_they_are_gone_it_does_not()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Message("MM32", "received", "inbound", "Look")["num_media"] = "1";
        harness.Lists.Fails = asked => asked.Contains("/Media.json", StringComparison.Ordinal);
        Assert.Single(await harness.RunAsync());
        Assert.Empty(await MessagesAsync("MM32", "message_body"));

        harness.Lists.Fails = _ => false;
        Assert.Empty(await harness.RunAsync());
        Assert.Equal(["Look/"], await MessagesAsync("MM32", "concat(message_body, '/', media_urls)"));
    }

    [Fact]
    public async Task Texts_of_others_and_texts_that_we_did_not_send_begin_nothing()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Message("SM20", "received", "inbound", "Hello")["to"] = "+14155550100";
        harness.Lists.Message("SM21", "delivered", "outbound-api", "Hello");
        harness.Lists.Message("SM22", "receiving", "inbound", "Hello");
        harness.Lists.Message("SM23", "received", "inbound", "Hello", secondsAgo: 14);
        harness.Lists.Message("SM24", "received", "inbound", "Hello", secondsAgo: 601);
        await harness.RunAsync();
        Assert.Empty(
            await database.QueryAsync<string>("SELECT message_sid FROM sms_messages WHERE message_sid LIKE 'SM2%'")
        );
    }

    [Theory]
    [InlineData(3, "delivered", null, "delivered/")]
    [InlineData(4, "sent", null, "sent/")]
    [InlineData(5, "undelivered", 30003, "undelivered/30003")]
    [InlineData(6, "queued", null, "accepted/")]
    [InlineData(7, "a-word-of-tomorrow", null, "accepted/")]
    public async Task A_text_that_we_sent_goes_as_far_as_the_list_says(
        int call,
        string listed,
        int? errorCode,
        string expected
    )
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        var sid = await SentAsync(harness.Journal, call);
        harness.Lists.Message(sid, listed, "outbound-api", "Hello")["error_code"] = errorCode;
        await harness.RunAsync();
        Assert.Equal([expected], await MessagesAsync(sid, "concat(status, '/', error_code)"));
    }

    [Fact]
    public async Task A_list_that_is_behind_takes_nothing_back()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        var sid = await SentAsync(harness.Journal, 8, new DeliveryReported("SM8", "delivered", null));
        harness.Lists.Message(sid, "sent", "outbound-api", "Hello");
        await harness.RunAsync();
        Assert.Equal(["delivered"], await MessagesAsync(sid, "status"));
    }

    [Fact]
    public async Task A_recording_of_a_call_that_we_know_is_noted_once_and_others_are_not()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        await harness.Journal.AppendAsync(9, new VoiceReceived());
        harness.Lists.Recordings.Add(Recording("RE90", JournalHarness.Sid(9), "completed"));
        harness.Lists.Recordings.Add(Recording("RE91", JournalHarness.Sid(9), "processing"));
        harness.Lists.Recordings.Add(Recording("RE92", "CAunknown", "completed"));
        harness.Lists.Recordings.Add(Recording("RE93", null, "completed"));
        await harness.RunAsync();
        await harness.RunAsync();
        Assert.Equal(
            ["RE90/completed/7/1/https://api.example.test/RE90"],
            await database.QueryAsync<string>(
                """
                SELECT concat_ws('/', recording_sid, status, recording_duration, channels, recording_url)
                FROM call_recordings WHERE recording_sid LIKE 'RE9%'
                """
            )
        );
        Assert.Equal(
            1,
            await database.ScalarAsync<long>(
                """
                SELECT count(*) FROM twilio_server.events e JOIN calls c ON c.call_id = e.stream_id
                WHERE c.call_sid = @sid AND e.type = 'recording.completed'
                """,
                new { sid = JournalHarness.Sid(9) }
            )
        );
    }

    [Fact]
    public async Task A_recording_whose_end_was_lost_is_completed()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        await harness.Journal.AppendAsync(10, CallStory.Dialed("busy"));
        await harness.Journal.AppendAsync(10, new VoicemailRecorded("RE100", null, null, "completed"));
        harness.Lists.Recordings.Add(Recording("RE100", JournalHarness.Sid(10), "completed"));
        await harness.RunAsync();
        Assert.Equal(
            ["completed/7"],
            await database.QueryAsync<string>(
                "SELECT status || '/' || recording_duration FROM call_recordings WHERE recording_sid = 'RE100'"
            )
        );
    }

    /// <summary>The text to the caller of a missed call, which Twilio accepted.</summary>
    private async Task<string> SentAsync(JournalHarness harness, int call, params MessageEvent[] then)
    {
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, call);
        var sid = $"SM{call}";
        MessageEvent[] events =
        [
            new SendRequested(),
            new SendSettled(1, new SendOutcome.Accepted(sid, "queued")),
            .. then,
        ];
        foreach (var happened in events)
            await harness.Own.AppendAsync(
                job,
                TwilioServer.Journal.StreamKind.Message,
                key,
                happened.Type,
                happened,
                "{}"
            );
        return sid;
    }

    private static JsonObject Recording(string sid, string? callSid, string status) =>
        new()
        {
            ["sid"] = sid,
            ["call_sid"] = callSid,
            ["status"] = status,
            ["duration"] = "7",
            ["channels"] = 1,
            ["media_url"] = $"https://api.example.test/{sid}",
        };

    private Task<IReadOnlyList<string>> MessagesAsync(string sid, string columns) =>
        database.QueryAsync<string>($"SELECT {columns} FROM sms_messages WHERE message_sid = @sid", new { sid });
}
