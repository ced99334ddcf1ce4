using FsCheck.Fluent;
using TwilioServer.RateLimits;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.RateLimits;

public sealed class SendWindowTests
{
    private static readonly SendWindow Window = new(3, TimeSpan.FromMinutes(1));

    [Fact]
    public void As_many_as_the_limit_go_at_once_and_the_next_ones_wait_for_the_token_that_falls_to_them()
    {
        var state = BucketState.Full;
        DateTimeOffset? askAgainAt;
        foreach (var second in (int[])[0, 10, 20])
        {
            (askAgainAt, state) = Window.Take(state, At(second));
            Assert.Null(askAgainAt);
        }
        foreach (var (second, expected) in ((int, int)[])[(21, 60), (21, 70), (22, 80), (23, 120), (59, 130)])
        {
            (askAgainAt, state) = Window.Take(state, At(second));
            Assert.Equal(At(expected), askAgainAt);
        }
        (askAgainAt, state) = Window.Take(state, At(60));
        Assert.Null(askAgainAt);
        (askAgainAt, _) = Window.Take(state, At(61));
        Assert.NotNull(askAgainAt);
    }

    /// <summary>However many others wait, a conversation finds the tokens that are there for it alone.</summary>
    [Theory]
    [InlineData(100, 80)]
    [InlineData(10, 8)]
    [InlineData(4, 4)]
    [InlineData(1, 1)]
    public void Bulk_takes_four_fifths_and_a_conversation_is_not_behind_it(int limit, int bulk)
    {
        var window = new SendWindow(limit, TimeSpan.FromMinutes(1));
        var state = BucketState.Full;
        DateTimeOffset? askAgainAt = null;
        var went = 0;
        for (var i = 0; i < 1_000; i++)
        {
            (askAgainAt, state) = window.Take(state, At(0), SendLane.Bulk);
            went += askAgainAt is null ? 1 : 0;
        }
        Assert.Equal(bulk, went);
        Assert.True(askAgainAt >= At(600));
        for (var i = bulk; i < limit; i++)
        {
            (askAgainAt, state) = window.Take(state, At(1), SendLane.Conversation);
            Assert.Null(askAgainAt);
        }
        (askAgainAt, _) = window.Take(state, At(1), SendLane.Conversation);
        Assert.Equal(At(60), askAgainAt);
    }

    [Fact]
    public void What_was_sent_counts_though_the_bucket_was_lost()
    {
        DateTimeOffset[] sent = [At(50), At(40), At(30)];
        var state = Window.Correct(BucketState.Full, sent, At(55));
        Assert.Equal(At(90), Window.Take(state, At(55)).AskAgainAt);
        Assert.Same(state, Window.Correct(state, sent[1..], At(55)));
    }

    /// <summary>Whoever asks when they were told to, in whatever crowd: no minute has more, and everybody has a turn.</summary>
    [Fact]
    public void No_span_has_more_than_the_limit_and_everybody_has_a_turn() =>
        Properties.Hold(
            from limit in Gen.Choose(1, 20)
            from seconds in Gen.Choose(0, 100).ListOf()
            select (limit, seconds),
            input =>
            {
                var window = new SendWindow(input.limit, TimeSpan.FromMinutes(1));
                var state = BucketState.Full;
                var asking = new PriorityQueue<int, DateTimeOffset>();
                foreach (var second in input.seconds)
                    asking.Enqueue(second, At(second));
                var went = new List<DateTimeOffset>();
                for (var turns = 0; asking.TryDequeue(out var who, out var now); turns++)
                {
                    Assert.True(turns < 100_000, "somebody never gets a token");
                    (var askAgainAt, state) = window.Take(state, now);
                    if (askAgainAt is null)
                        went.Add(now);
                    else
                        asking.Enqueue(
                            who,
                            askAgainAt > now ? askAgainAt.Value : throw new InvalidOperationException()
                        );
                }
                Assert.Equal(input.seconds.Count, went.Count);
                Assert.All(
                    went,
                    first => Assert.InRange(went.Count(t => t >= first && t < first + window.Span), 1, input.limit)
                );
            }
        );

    private static DateTimeOffset At(int second) => TestClock.Noon.AddSeconds(second);
}
