using TwilioServer.Calls;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Reconciliation;

/// <summary>Calls that Twilio lists and whose webhooks did not come.</summary>
public sealed class MissingCallTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_call_that_we_never_heard_of_is_missed_and_gets_its_text()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Call("CA1", endedSecondsAgo: 300, from: "+12125550101");
        harness.Lists.Leg("CA1", "busy");
        Assert.Empty(await harness.RunAsync());
        Assert.Equal("busy/ended/True/busy/busy/20", await CallAsync("CA1"));
        Assert.Equal(
            (TestClock.Noon.AddSeconds(-330), TestClock.Noon.AddSeconds(-300)),
            await TimesAsync("SELECT created_at, ended_at FROM calls WHERE call_sid = 'CA1'")
        );
        Assert.Equal("send/busy", await DecisionAsync("CA1"));
        Assert.Equal(
            (TestClock.Noon, TestClock.Noon.AddMinutes(10)),
            await TimesAsync("SELECT created_at, expires_at FROM sms_messages WHERE to_number = '+12125550101'")
        );
    }

    [Fact]
    public async Task A_second_look_finds_nothing_missing_and_asks_nothing_more()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Call("CA2", endedSecondsAgo: 300, from: "+12125550102");
        harness.Lists.Leg("CA2", "no-answer");
        await harness.RunAsync();
        var (events, asked) = (await EventsAsync("CA2"), harness.Twilio.Asked.Count);
        await harness.RunAsync();
        Assert.Equal(["call.fetched"], events);
        Assert.Equal(events, await EventsAsync("CA2"));
        Assert.Equal(4, harness.Twilio.Asked.Count - asked);
        Assert.Equal("send/no-answer", await DecisionAsync("CA2"));
    }

    [Fact]
    public async Task A_call_that_ended_long_ago_is_decided_without_a_text()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        await AwayForAsync(TimeSpan.FromHours(2));
        harness.Lists.Call("CA3", endedSecondsAgo: 3600, from: "+12125550103");
        await harness.RunAsync();
        Assert.Equal("suppressed/too-late", await DecisionAsync("CA3"));
        Assert.Empty(
            await database.QueryAsync<long>("SELECT message_id FROM sms_messages WHERE to_number = '+12125550103'")
        );
    }

    [Fact]
    public async Task An_answered_call_is_not_missed()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Call("CA4", endedSecondsAgo: 60);
        harness.Lists.Leg("CA4", "completed", seconds: 15);
        await harness.RunAsync();
        Assert.Equal("completed/ended/False//completed/20", await CallAsync("CA4"));
        Assert.Null(await DecisionAsync("CA4"));
    }

    [Fact]
    public async Task What_is_no_call_of_ours_that_ended_a_while_ago_is_left_alone()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Call("CA50", 60, to: "+14155550100");
        harness.Lists.Call("CA51", 60, direction: "outbound-api");
        harness.Lists.Call("CA52", 60, status: "in-progress");
        harness.Lists.Call("CA53", 60, status: "ringing");
        harness.Lists.Call("CA54", 14);
        harness.Lists.Call("CA55", 601);
        harness.Lists.Leg("CA50", "completed", 20);
        await harness.RunAsync();
        Assert.Empty(await database.QueryAsync<string>("SELECT call_sid FROM calls WHERE call_sid LIKE 'CA5%'"));
        Assert.DoesNotContain(harness.Twilio.Asked, asked => asked.Contains("ParentCallSid"));
    }

    /// <summary>A list that has the call and not yet its leg would make of an answered call a missed one.</summary>
    [Fact]
    public async Task That_nobody_was_rung_is_believed_a_minute_later()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Call("CA6", endedSecondsAgo: 30, from: "+12125550106");
        await harness.RunAsync();
        Assert.Empty(await EventsAsync("CA6"));
        harness.Twilio.Now = TestClock.Noon.AddSeconds(30);
        await harness.RunAsync();
        Assert.Equal("send/service-failure", await DecisionAsync("CA6"));
    }

    [Fact]
    public async Task A_leg_that_seems_to_go_on_is_looked_at_again()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Call("CA7", endedSecondsAgo: 30);
        var leg = harness.Lists.Leg("CA7", "ringing");
        await harness.RunAsync();
        Assert.Empty(await EventsAsync("CA7"));
        leg["status"] = "completed";
        leg["duration"] = "12";
        await harness.RunAsync();
        Assert.Equal("completed/ended/False//completed/20", await CallAsync("CA7"));
    }

    [Fact]
    public async Task A_call_whose_end_was_lost_is_closed_and_decided_once()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        await harness.Journal.AppendAsync(8, new VoiceReceived());
        await harness.Journal.AppendAsync(8, CallStory.Dialed("no-answer"));
        harness.Lists.Call(JournalHarness.Sid(8), endedSecondsAgo: 60, from: JournalHarness.Caller(8));
        harness.Lists.Leg(JournalHarness.Sid(8), "no-answer");
        await harness.RunAsync();
        Assert.Equal("no-answer/ended/True/no-answer/no-answer/20", await CallAsync(JournalHarness.Sid(8)));
        Assert.Equal("send/no-answer", await DecisionAsync(JournalHarness.Sid(8)));
        Assert.Equal(["voice.received", "dial.ended", "call.fetched"], await EventsAsync(JournalHarness.Sid(8)));
    }

    [Fact]
    public async Task Webhooks_that_come_after_all_are_kept_and_change_nothing()
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        harness.Lists.Call(JournalHarness.Sid(9), endedSecondsAgo: 60, from: JournalHarness.Caller(9));
        harness.Lists.Leg(JournalHarness.Sid(9), "no-answer");
        await harness.RunAsync();
        var before = await CallAsync(JournalHarness.Sid(9));
        await harness.Journal.AppendAsync(9, new VoiceReceived());
        await harness.Journal.AppendAsync(9, CallStory.Dialed("no-answer"));
        await harness.Journal.AppendAsync(9, CallStory.Ended());
        Assert.Equal(before, await CallAsync(JournalHarness.Sid(9)));
        Assert.Equal("send/no-answer", await DecisionAsync(JournalHarness.Sid(9)));
        Assert.Equal(
            1,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM sms_messages WHERE to_number = @Caller",
                new { Caller = JournalHarness.Caller(9) }
            )
        );
    }

    /// <summary>How long ago a call was, Twilio's own clock tells: ours may be wrong by an hour.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Clocks_that_differ_make_no_text_late(int hours)
    {
        await using var harness = await ReconcileHarness.StartAsync(database);
        await AwayForAsync(TimeSpan.FromHours(2));
        harness.Twilio.Now = TestClock.Noon.AddHours(hours);
        var sid = $"CA10{hours}";
        harness.Lists.Call(sid, endedSecondsAgo: 120 - (hours * 3600), from: $"+1212555011{hours + 1}");
        await harness.RunAsync();
        Assert.Equal("send/service-failure", await DecisionAsync(sid));
        Assert.Equal(
            (TestClock.Noon.AddSeconds(-150), TestClock.Noon.AddSeconds(-120)),
            await TimesAsync("SELECT created_at, ended_at FROM calls WHERE call_sid = @sid", sid)
        );
    }

    private Task AwayForAsync(TimeSpan time) =>
        database.ExecuteAsync(
            """
            INSERT INTO twilio_server.reconciled_lists (account_sid, resource, settled_at, checked_at)
            VALUES (@AccountSid, 'calls', @At, @At)
            """,
            new { Samples.AccountSid, At = TestClock.Noon - time }
        );

    private Task<string> CallAsync(string sid) =>
        database.ScalarAsync<string>(
            """
            SELECT concat(status, '/', stage, '/', initcap(missed::text), '/', missed_reason, '/', dial_call_status, '/', duration)
            FROM calls WHERE call_sid = @sid
            """,
            new { sid }
        );

    private async Task<string?> DecisionAsync(string sid) =>
        (
            await database.QueryAsync<string>(
                """
                SELECT d.decision || '/' || d.reason
                FROM twilio_server.decisions d JOIN calls c ON c.call_id = d.call_id WHERE c.call_sid = @sid
                """,
                new { sid }
            )
        ).SingleOrDefault();

    private Task<IReadOnlyList<string>> EventsAsync(string sid) =>
        database.QueryAsync<string>(
            """
            SELECT e.type FROM twilio_server.events e JOIN calls c ON c.call_id = e.stream_id
            WHERE c.call_sid = @sid ORDER BY e.sequence
            """,
            new { sid }
        );

    private async Task<(DateTimeOffset, DateTimeOffset)> TimesAsync(string sql, string? sid = null)
    {
        var (one, other) = Assert.Single(await database.QueryAsync<(DateTime, DateTime)>(sql, new { sid }));
        return (new DateTimeOffset(one, TimeSpan.Zero), new DateTimeOffset(other, TimeSpan.Zero));
    }
}
