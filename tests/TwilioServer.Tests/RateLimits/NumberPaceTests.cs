using FsCheck.Fluent;
using TwilioServer.RateLimits;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.RateLimits;

public sealed class NumberPaceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Bulk_goes_one_a_second_and_each_is_told_when()
    {
        var state = PaceState.Idle;
        foreach (var expected in (double?[])[null, null, 1, 2, 3])
            Assert.Equal(expected, Ask(ref state, 0, SendLane.Bulk));
        Assert.Null(Ask(ref state, 1.2, SendLane.Bulk));
        // Whoever is late costs the next one nothing.
        Assert.Null(Ask(ref state, 2, SendLane.Bulk));
        Assert.Equal(4, Ask(ref state, 2.1, SendLane.Bulk));
    }

    /// <summary>With thousands told to come one a second, the last of them within the hour, a conversation is asked to wait for nothing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public void A_conversation_goes_at_once_from_a_number_that_thousands_wait_for(int segments)
    {
        var state = PaceState.Idle;
        var last = Enumerable.Range(0, 5_000).Select(_ => Ask(ref state, 0, SendLane.Bulk, segments)).Max();
        Assert.InRange(last!.Value, 3_000, 3_600);
        Assert.Null(Ask(ref state, 0.01, SendLane.Conversation));
    }

    [Fact]
    public void More_conversations_than_Twilio_should_queue_wait_in_a_line_of_their_own_and_hold_bulk_back()
    {
        var state = PaceState.Idle;
        Ask(ref state, 0, SendLane.Bulk);
        for (var i = 0; i < 30; i++)
            Assert.Null(Ask(ref state, 0, SendLane.Conversation));
        Assert.Equal(1, Ask(ref state, 0, SendLane.Conversation));
        Assert.Equal(2, Ask(ref state, 0, SendLane.Conversation));
        Assert.Equal(30, Ask(ref state, 0, SendLane.Bulk));
        Assert.Null(Ask(ref state, 1, SendLane.Conversation));
        Assert.Null(Ask(ref state, 2, SendLane.Conversation));
        Assert.Equal(32, Ask(ref state, 2, SendLane.Bulk));
    }

    [Fact]
    public void A_clock_that_was_set_back_holds_nothing_up_for_longer_than_a_minute()
    {
        var state = PaceState.Idle;
        Ask(ref state, 10_000, SendLane.Bulk);
        Assert.InRange(Ask(ref state, 0, SendLane.Bulk)!.Value, 1, 60);
    }

    /// <summary>Whoever asks when they were told to, late as workers are: Twilio has no more than it should, and all go, without a gap.</summary>
    [Fact]
    public void Twilio_never_has_more_than_it_should_and_everybody_goes() =>
        Properties.Hold(
            from rate in Gen.Elements(1, 3, 100)
            from bulk in Gen.Choose(1, 12).Select(segments => TimeSpan.FromSeconds(segments / (double)rate)).ListOf(40)
            from talk in Gen.Choose(0, 60_000).ListOf()
            from late in Gen.Choose(0, 300).ListOf(400)
            select (bulk, talk, late),
            input =>
            {
                var state = PaceState.Idle;
                var asking = new PriorityQueue<(TimeSpan Takes, SendLane Lane), DateTimeOffset>();
                foreach (var takes in input.bulk)
                    asking.Enqueue((takes, SendLane.Bulk), TestClock.Noon);
                foreach (var at in input.talk)
                    asking.Enqueue((Second / 10, SendLane.Conversation), TestClock.Noon.AddMilliseconds(at));
                var atTwilio = TestClock.Noon;
                var (turns, went, needed) = (0, 0, TimeSpan.Zero);
                for (; asking.TryDequeue(out var who, out var now); turns++)
                {
                    Assert.True(turns < 100_000, "somebody never goes");
                    var turn = new SendTurn(Samples.TenantId, Samples.BusinessNumber, who.Takes, who.Lane);
                    (var askAgainAt, state) = NumberPace.Take(state, turn, now);
                    if (askAgainAt is { } later)
                    {
                        Assert.True(later > now);
                        asking.Enqueue(who, later.AddMilliseconds(input.late[turns % input.late.Count]));
                        continue;
                    }
                    Assert.True(atTwilio - now <= NumberPace.AheadOf(who.Lane));
                    atTwilio = (atTwilio > now ? atTwilio : now) + who.Takes;
                    needed += who.Takes;
                    went++;
                }
                Assert.Equal(input.bulk.Count + input.talk.Count, went);
                if (input.talk.Count == 0)
                    Assert.InRange(atTwilio - TestClock.Noon - needed, TimeSpan.Zero, Second);
            }
        );

    /// <summary>Asks so many seconds after noon, of a number that sends a segment a second.</summary>
    /// <returns>When to ask again, in seconds after noon.</returns>
    private static double? Ask(ref PaceState state, double at, SendLane lane, int segments = 1)
    {
        var turn = new SendTurn(Samples.TenantId, Samples.BusinessNumber, segments * Second, lane);
        (var askAgainAt, state) = NumberPace.Take(state, turn, TestClock.Noon.AddSeconds(at));
        return (askAgainAt - TestClock.Noon)?.TotalSeconds;
    }
}
