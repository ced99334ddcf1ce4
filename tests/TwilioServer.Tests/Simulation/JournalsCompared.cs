using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Simulation;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Simulation;

/// <summary>Random stories, told to both journals: every reply and every row must be alike.</summary>
public sealed class JournalsCompared(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Stories = 60;
    private const ulong Seed = 4711;

    private static readonly CallEvent[] CallEvents =
    [
        new VoiceReceived(),
        new VoiceFellBack("11205"),
        CallStory.Dialed("no-answer"),
        CallStory.Dialed("busy"),
        CallStory.Dialed("completed", bridged: true, seconds: 30),
        CallStory.Dialed("canceled", callStatus: "completed"),
        CallStory.Ended(),
        CallStory.Ended("no-answer"),
        CallStory.Ended("in-progress"),
        new ResolveDue(),
    ];

    [Fact]
    public async Task Both_journals_tell_the_same_story()
    {
        await using var sql = new SqlJournalUnderTest(database);
        await using var memory = new MemoryJournalUnderTest();
        var chance = new Chance(Seed);
        for (var story = 0; story < Stories; story++)
        {
            int[] calls = [1000 + 3 * story, 1001 + 3 * story, 1002 + 3 * story];
            await TellCallsAsync(sql, memory, calls, chance, $"story {story} of seed {Seed}");
            await TellMessagesAsync(sql, memory, chance, $"story {story} of seed {Seed}");
            Assert.Equal(await sql.RowsAsync(calls), await memory.RowsAsync(calls));
        }
    }

    /// <summary>The first two calls have one caller: their windows touch.</summary>
    private static async Task TellCallsAsync(
        JournalUnderTest sql,
        JournalUnderTest memory,
        int[] calls,
        Chance chance,
        string story
    )
    {
        for (var i = chance.Next(4, 20); i > 0; i--)
        {
            var call = calls[chance.Next(calls.Length)];
            var happened = chance.Next(6) == 0 ? RecordingOf(call) : CallEvents[chance.Next(CallEvents.Length)];
            var caller = JournalHarness.Caller(Math.Max(call, calls[1]));
            var entry = JournalHarness.Delivery(call, happened, caller);
            var other = JournalHarness.Delivery(call, happened, caller);
            Same(await sql.Journal.AppendAsync(entry).Soon(), await memory.Journal.AppendAsync(other).Soon(), story);
        }
    }

    private static async Task TellMessagesAsync(
        JournalUnderTest sql,
        JournalUnderTest memory,
        Chance chance,
        string story
    )
    {
        var (sqlJobs, memoryJobs) = (
            await sql.ClaimAsync(MessageDecider.SendJob),
            await memory.ClaimAsync(MessageDecider.SendJob)
        );
        Assert.Equal(sqlJobs.Keys.Order(), memoryJobs.Keys.Order());
        foreach (var to in sqlJobs.Keys.Order(StringComparer.Ordinal))
            for (var i = chance.Next(1, 8); i > 0; i--)
            {
                var (happened, end) = AnyOf(chance, sqlJobs[to]);
                var permission = happened is SendRequested;
                Same(
                    await sql.AppendAsync(sqlJobs[to], happened, permission, end),
                    await memory.AppendAsync(memoryJobs[to], happened, permission, end),
                    story
                );
            }
    }

    private static (MessageEvent, JobEnd?) AnyOf(Chance chance, Job job) =>
        chance.Next(7) switch
        {
            0 or 1 => (new SendRequested(), null),
            2 => (new SendSettled(job.Attempt, new SendOutcome.NotSent("no route")), null),
            3 => (new SendSettled(job.Attempt, new SendOutcome.Unknown("cut")), JobEnd.Done),
            4 => (new SendSettled(job.Attempt, new SendOutcome.Refused(21610, "opted out")), JobEnd.Done),
            5 => (new LookupMissed(chance.Next(1, 4)), null),
            _ => (new DeliveryReported(SidOf(job), chance.Next(2) == 0 ? "sent" : "delivered", null), null),
        };

    private static string SidOf(Job job) => "SM" + MessageJobs.Parse(job.Payload).To[1..].PadLeft(32, '0');

    private static RecordingCompleted RecordingOf(int call) =>
        new($"RE{call:x32}", "https://api.example.test/RE", 7, 1, "completed");

    private static void Same(JournalReply sql, JournalReply memory, string story)
    {
        Assert.True(sql.Outcome == memory.Outcome, $"{story}: SQL says {sql.Outcome}, memory {memory.Outcome}");
        Assert.Equal(Masked(sql.Body), Masked(memory.Body));
    }

    private static string? Masked(string? reply) =>
        reply is null
            ? null
            : System.Text.RegularExpressions.Regex.Replace(
                reply,
                "c=[0-9]+",
                "c=#",
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(1)
            );
}
