using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Journal;

/// <summary>Two processes on one database, and connections that die under them.</summary>
public sealed class JournalRaceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Seed = 20261116;

    private static readonly CallEvent[] Events =
    [
        new VoiceReceived(),
        CallStory.Dialed("no-answer"),
        new VoicemailRecorded("RE1", "https://api.example.test/RE1", 7, "in-progress"),
        CallStory.Ended("in-progress"),
        CallStory.Ended(),
    ];

    [Fact]
    public async Task Two_journals_that_race_for_the_same_calls_decide_each_event_once()
    {
        await using var one = new JournalHarness(database);
        await using var other = new JournalHarness(database);
        var replies = await Task.WhenAll(
            DeliverAsync(one, calls: Enumerable.Range(1, 20), copies: 5, Seed),
            DeliverAsync(other, calls: Enumerable.Range(1, 20), copies: 5, Seed + 1)
        );
        Assert.Equal(100, replies.SelectMany(all => all).Count(reply => reply.Outcome == JournalOutcome.Processed));
        await AssertOnceAsync(from: 1, to: 20, deliveriesEach: 50);
    }

    [Fact]
    public async Task Connections_that_are_killed_lose_nothing_and_repeat_nothing()
    {
        await using var harness = new JournalHarness(database);
        for (var round = 0; round < 5; round++)
        {
            var calls = Enumerable.Range(1000 + round * 10, 10);
            var delivering = DeliverAsync(harness, calls, copies: 2, Seed + round);
            await database.ExecuteAsync(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'twilio-server journal'
                """
            );
            Assert.All(await delivering, reply => Assert.NotEqual(JournalOutcome.Failed, reply.Outcome));
        }
        await AssertOnceAsync(from: 1000, to: 1049, deliveriesEach: 10);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM twilio_server.failed_events"));
    }

    private static async Task<JournalReply[]> DeliverAsync(
        JournalHarness harness,
        IEnumerable<int> calls,
        int copies,
        int seed
    )
    {
        var deliveries = calls
            .SelectMany(call => Enumerable.Repeat(Events, copies).SelectMany(events => events.Select(e => (call, e))))
            .ToArray();
        new Random(seed).Shuffle(deliveries);
        return await Task.WhenAll(deliveries.Select(delivery => harness.AppendAsync(delivery.call, delivery.e)));
    }

    private async Task AssertOnceAsync(int from, int to, int deliveriesEach)
    {
        var calls = await database.QueryAsync<(
            string Sid,
            string Sequences,
            int Last,
            long Logs,
            long Texts,
            long Decisions
        )>(
            """
            SELECT call_sid,
                (SELECT string_agg(sequence::text, ',' ORDER BY sequence)
                    FROM twilio_server.events e WHERE e.stream_id = c.call_id),
                event_sequence,
                (SELECT count(*) FROM webhook_logs w WHERE w.call_sid = c.call_sid),
                (SELECT count(*) FROM sms_messages m WHERE m.call_id = c.call_id),
                (SELECT count(*) FROM twilio_server.decisions d WHERE d.call_id = c.call_id)
            FROM calls c
            WHERE c.call_sid BETWEEN @from AND @to
            ORDER BY call_sid
            """,
            new { from = JournalHarness.Sid(from), to = JournalHarness.Sid(to) }
        );
        Assert.Equal(Enumerable.Range(from, to - from + 1).Select(JournalHarness.Sid), calls.Select(call => call.Sid));
        Assert.All(calls, call => Assert.Equal((call.Sid, "1,2,3,4,5", 5, deliveriesEach, 1L, 1L), call));
    }
}
