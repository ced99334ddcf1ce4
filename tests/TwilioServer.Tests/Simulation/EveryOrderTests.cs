using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Simulation;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Simulation;

/// <summary>Twilio's six webhooks of a call come in 720 orders. Each ends in the same call, decision and text.</summary>
public sealed class EveryOrderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Orders = 720;
    private const int FirstMissed = 10_000;
    private const int FirstAnswered = 20_000;

    /// <summary>What differs by order and may: how many events it took, and the timer that some orders need.</summary>
    private static readonly string[] MayDiffer = ["event ", "job ", "delivery "];

    public static TheoryData<int> FirstCalls => [FirstMissed, FirstAnswered];

    [Theory]
    [MemberData(nameof(FirstCalls))]
    public async Task Every_order_ends_alike_in_memory(int firstCall)
    {
        await using var journal = new MemoryJournalUnderTest();
        await AllEndAlikeAsync(journal, firstCall);
    }

    [Theory]
    [MemberData(nameof(FirstCalls))]
    public async Task Every_order_ends_alike_in_the_database_all_at_once(int firstCall)
    {
        await using var journal = new SqlJournalUnderTest(database);
        await AllEndAlikeAsync(journal, firstCall);
    }

    private static async Task AllEndAlikeAsync(JournalUnderTest journal, int firstCall)
    {
        var calls = Enumerable.Range(firstCall, Orders).ToArray();
        var told = calls.Zip(Permutations(6)).ToArray();
        new Chance(1).Shuffle(told);
        await Task.WhenAll(told.Select(one => TellAsync(journal, one.First, one.Second)));
        var rows = await journal.RowsAsync(calls);
        var endings = calls.Select(call => Ending(rows, call)).ToList();
        Assert.Single(endings.Distinct());
        Assert.Equal(Expected(firstCall), endings[0]);
        Assert.Equal(6 * Orders, rows.Count(row => row.StartsWith("delivery ", StringComparison.Ordinal)));
    }

    /// <summary>One call in one order; then its timer, where it has one.</summary>
    private static async Task TellAsync(JournalUnderTest journal, int call, int[] order)
    {
        var events = Webhooks(call);
        foreach (var index in order)
        {
            var reply = await journal.Journal.AppendAsync(JournalHarness.Delivery(call, events[index])).Soon();
            Assert.Equal(JournalOutcome.Processed, reply.Outcome);
        }
        await journal.Journal.AppendAsync(Timer(call)).Soon();
    }

    private static CallEvent[] Webhooks(int call)
    {
        if (call >= FirstAnswered)
            return
            [
                new VoiceReceived(),
                new CallStatusChanged("initiated", null),
                new CallStatusChanged("ringing", null),
                new CallStatusChanged("in-progress", null),
                CallStory.Dialed("completed", bridged: true, seconds: 30),
                CallStory.Ended(seconds: 40),
            ];
        var recordingSid = $"RE{call:x32}";
        const string url = "https://api.example.test/RE";
        return
        [
            new VoiceReceived(),
            new CallStatusChanged("ringing", null),
            CallStory.Dialed("no-answer"),
            new VoicemailRecorded(recordingSid, url, 7, "completed"),
            new RecordingCompleted(recordingSid, url, 7, 1, "completed"),
            CallStory.Ended(seconds: 40),
        ];
    }

    private static JournalEntry Timer(int call)
    {
        var delivery = JournalHarness.Delivery(call, new ResolveDue());
        return new JournalEntry
        {
            DeliveryId = delivery.DeliveryId,
            Identity = delivery.Identity,
            Type = delivery.Type,
            At = delivery.At,
            ParametersJson = "{}",
            Kind = delivery.Kind,
            StreamKey = delivery.StreamKey,
            Contact = delivery.Contact,
            Event = delivery.Event,
        };
    }

    private static string Expected(int firstCall) =>
        firstCall == FirstAnswered
            ? "call # completed ended f completed completed 40 7"
            : string.Join(
                '\n',
                "call # no-answer ended t no-answer no-answer completed 40 7",
                "contact # 0",
                "decision # send no-answer t",
                "recording # RE https://api.example.test/RE 7 1 completed",
                $"text # text-back queued 0 {Samples.BusinessNumber} # "
                    + "Hi, this is Rivera Plumbing. Sorry we missed your call! How can we help? Reply STOP to opt out. 0 900"
            );

    private static string Ending(IReadOnlyList<string> rows, int call)
    {
        var (sid, caller) = (JournalHarness.Sid(call), JournalHarness.Caller(call));
        return string.Join(
            '\n',
            rows.Where(row => !MayDiffer.Any(row.StartsWith))
                .Where(row =>
                    row.Contains(sid, StringComparison.Ordinal) || row.Contains(caller, StringComparison.Ordinal)
                )
                .Select(row => row.Replace(sid, "#").Replace(caller, "#").Replace($"RE{call:x32}", "RE"))
        );
    }

    private static IEnumerable<int[]> Permutations(int count) =>
        count == 0
            ?
            [
                [],
            ]
            : Permutations(count - 1)
                .SelectMany(shorter => Enumerable.Range(0, count), (shorter, at) => Insert(shorter, at, count - 1));

    private static int[] Insert(int[] shorter, int at, int value) => [.. shorter[..at], value, .. shorter[at..]];
}
