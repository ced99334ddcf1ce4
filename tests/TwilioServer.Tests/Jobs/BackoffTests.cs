using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Jobs;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(7, 30)]
    [InlineData(1000, 30)]
    [InlineData(int.MaxValue, 30)]
    public void The_bound_doubles_up_to_half_a_minute(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds) * 0.5, Backoff.After(RetryClass.Prompt, attempt, 0.5));

    [Fact]
    public void A_kind_may_have_bounds_of_its_own()
    {
        var patient = new RetryClass(5, TimeSpan.FromMinutes(1), TimeSpan.FromHours(2));
        Assert.Equal(
            [1, 2, 4, 120],
            new[] { 1, 2, 3, 40 }.Select(attempt => Backoff.After(patient, attempt, 0.5).TotalMinutes * 2)
        );
    }

    [Fact]
    public void Whatever_the_chance_the_wait_is_within_the_bound() =>
        Properties.Hold(
            Gen.Zip(Gen.Choose(0, 100), Gen.Choose(0, 999_999)),
            input =>
            {
                var wait = Backoff.After(RetryClass.Prompt, input.Item1, input.Item2 / 1_000_000.0);
                Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(30));
                Assert.True(wait <= Backoff.After(RetryClass.Prompt, input.Item1 + 1, input.Item2 / 1_000_000.0));
            }
        );
}
