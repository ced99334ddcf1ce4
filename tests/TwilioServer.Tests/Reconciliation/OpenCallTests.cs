using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Reconciliation;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;
using TwilioServer.Tests.TwilioApi;

namespace TwilioServer.Tests.Reconciliation;

/// <summary>A call of which nothing is heard: it is asked about, and none stays open for ever.</summary>
public sealed class OpenCallTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly CallRules Rules = new(MaxDurationSeconds: 600);

    /// <summary>How a row tells the end: status, stage, why it was missed, and whether a text was asked for.</summary>
    private const string Ending = """
        SELECT concat_ws(' ', c.status, c.stage, c.missed_reason, d.decision)
        FROM calls c LEFT JOIN twilio_server.decisions d ON d.call_id = c.call_id
        WHERE c.call_sid = @sid
        """;

    private static int s_calls;

    private readonly TestClock _clock = new();
    private readonly Dictionary<string, string> _twilio = new(StringComparer.Ordinal);
    private readonly List<string> _ended = [];
    private JournalHarness _journal = null!;
    private FakeTwilio _fake = null!;
    private bool _isAway;

    public async ValueTask InitializeAsync()
    {
        await database.ExecuteAsync("DELETE FROM twilio_server.jobs");
        await database.ExecuteAsync("UPDATE calls SET status = 'failed', stage = 'ended'");
        _journal = new JournalHarness(database);
        _fake = await FakeTwilio.StartAsync(Answer);
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_spoke_a_moment_ago_is_left_alone()
    {
        await RingingAsync();
        _clock.Advance(OpenCallSearch.Silence - TimeSpan.FromSeconds(1));
        Assert.Empty(await SearchAsync());
    }

    [Fact]
    public async Task A_silent_call_that_ended_is_closed_as_Twilio_tells_and_gets_its_text_if_it_still_helps()
    {
        var sid = await RingingAsync();
        _twilio[sid] = "completed";
        _clock.Advance(TimeSpan.FromMinutes(6));
        await RunAsync(Assert.Single(await SearchAsync()));
        Assert.Equal("no-answer ended caller-hung-up send", await database.ScalarAsync<string>(Ending, new { sid }));
    }

    [Fact]
    public async Task A_call_in_conversation_is_asked_about_again_only_after_a_while()
    {
        var sid = await RingingAsync();
        _twilio[sid] = "in-progress";
        _clock.Advance(TimeSpan.FromMinutes(6));
        await RunAsync(Assert.Single(await SearchAsync()));
        Assert.Equal("ringing dialing", await database.ScalarAsync<string>(Ending, new { sid }));
        await database.ExecuteAsync("DELETE FROM twilio_server.jobs");
        Assert.Empty(await SearchAsync());
        Assert.Empty(_ended);
    }

    [Fact]
    public async Task A_call_that_lasts_too_long_is_ended_at_Twilio()
    {
        var sid = await RingingAsync();
        _twilio[sid] = "in-progress";
        _clock.Advance(TimeSpan.FromSeconds(Rules.MaxDurationSeconds + 1));
        await RunAsync(Assert.Single(await SearchAsync()));
        Assert.Equal([sid], _ended);
        Assert.StartsWith("no-answer ended", await database.ScalarAsync<string>(Ending, new { sid }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_of_which_nobody_can_tell_is_closed_five_minutes_after_the_longest_call(bool isAway)
    {
        var sid = await RingingAsync();
        _isAway = isAway;
        _clock.Advance(TimeSpan.FromSeconds(Rules.MaxDurationSeconds) + TimeSpan.FromMinutes(3));
        var early = Assert.Single(await SearchAsync());
        if (isAway)
            await Assert.ThrowsAsync<TwilioAwayException>(() => RunAsync(early));
        else
            await RunAsync(early);
        Assert.Equal("ringing dialing", await database.ScalarAsync<string>(Ending, new { sid }));

        _clock.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(early);
        Assert.Equal(
            "no-answer ended lost suppressed",
            (await database.ScalarAsync<string>(Ending, new { sid })).Replace("send", "suppressed")
        );
    }

    [Fact]
    public async Task Who_pressed_1_was_spoken_with_even_where_the_end_is_lost()
    {
        var sid = await RingingAsync(new KeyPressed("1"));
        _clock.Advance(TimeSpan.FromSeconds(Rules.MaxDurationSeconds) + TimeSpan.FromMinutes(4));
        await RunAsync(Assert.Single(await SearchAsync()));
        Assert.Equal("completed ended", await database.ScalarAsync<string>(Ending, new { sid }));
    }

    private async Task<string> RingingAsync(params CallEvent[] more)
    {
        var call = 70_000 + Interlocked.Increment(ref s_calls);
        foreach (var happened in new CallEvent[] { new VoiceReceived() }.Concat(more))
            await _journal.AppendAsync(call, happened);
        return JournalHarness.Sid(call);
    }

    private async Task<IReadOnlyList<Job>> SearchAsync()
    {
        await new OpenCallSearch(database.DataSource, Rules, _clock, NullLogger<OpenCallSearch>.Instance).SearchAsync(
            TestContext.Current.CancellationToken
        );
        var rows = await database.QueryAsync<(long JobId, string Payload)>(
            "SELECT job_id, payload::text FROM twilio_server.jobs WHERE kind = 'call.check' AND state = 'available'"
        );
        return
        [
            .. rows.Select(row => new Job(row.JobId, OpenCallSearch.JobKind, Samples.TenantId, row.Payload, 1, 3, 1)),
        ];
    }

    private async Task RunAsync(Job job)
    {
        var ambient = new Ambient(_clock, new Random(job.Attempt));
        var handler = new OpenCallHandler(
            new OwnEvents(_journal.Journal, new EventIdentity(new byte[32]), ambient),
            new FetchedEvents(_journal.Journal, new EventIdentity(new byte[32]), ambient),
            new CallFacts(ambient),
            _ => [new ReconciledAccount(Samples.AccountSid, null, _fake.Client)],
            Rules,
            ambient,
            NullLogger<OpenCallHandler>.Instance
        );
        await handler.RunAsync(job, TestContext.Current.CancellationToken);
    }

    private (int Status, string Body) Answer(string asked)
    {
        if (_isAway)
            return (503, "{}");
        if (asked.Contains('?', StringComparison.Ordinal))
            return (200, """{"calls":[],"next_page_uri":null}""");
        var sid = asked["Calls/".Length..^".json".Length];
        if (!_twilio.TryGetValue(sid, out var status))
            return (404, """{"code":20404,"message":"Not found","status":404}""");
        if (_fake.Asked.Count(one => one == asked) > 1)
        {
            _ended.Add(sid);
            status = _twilio[sid] = "completed";
        }
        return (
            200,
            new JsonObject
            {
                ["sid"] = sid,
                ["status"] = status,
                ["direction"] = "inbound",
                ["start_time"] = Lists.Date(0),
                ["end_time"] = status == "completed" ? Lists.Date(-10) : null,
                ["duration"] = "10",
            }.ToJsonString()
        );
    }
}
