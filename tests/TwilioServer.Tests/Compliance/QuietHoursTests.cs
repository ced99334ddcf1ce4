using TwilioServer.Compliance;

namespace TwilioServer.Tests.Compliance;

/// <summary>8 to 21 o'clock wherever a number of the North American plan may be, with the clocks put forward and back.</summary>
public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("2026-11-16T17:59:59Z", false)] // 07:59:59 in Honolulu and Adak
    [InlineData("2026-11-16T18:00:00Z", true)]
    [InlineData("2026-11-17T00:29:59Z", true)] // 20:59:59 in St. John's
    [InlineData("2026-11-17T00:30:00Z", false)]
    [InlineData("2026-07-16T17:59:59Z", false)] // Honolulu has no summer time
    [InlineData("2026-07-16T18:00:00Z", true)]
    [InlineData("2026-07-16T23:29:59Z", true)] // 20:59:59 in St. John's in summer
    [InlineData("2026-07-16T23:30:00Z", false)]
    [InlineData("2026-03-08T18:00:00Z", true)] // the day the clocks are put forward
    [InlineData("2026-11-01T18:00:00Z", true)] // and back
    public void They_are_over_when_they_are_over_everywhere(string moment, bool areOver) =>
        Assert.Equal(areOver, QuietHours.AreOver(DateTimeOffset.Parse(moment)));

    [Fact]
    public void A_text_that_waited_goes_out_in_hours_everywhere_in_every_quarter_of_an_hour_of_two_years()
    {
        var moment = new DateTimeOffset(2026, 1, 1, 0, 7, 3, TimeSpan.Zero);
        for (var i = 0; i < 2 * 365 * 96; i++, moment += TimeSpan.FromMinutes(15))
        {
            var wait = QuietHours.WaitFrom(moment);
            Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromHours(19));
            Assert.True(QuietHours.AreOver(moment + wait), $"{moment} + {wait}");
            Assert.Equal(QuietHours.AreOver(moment), wait == TimeSpan.Zero);
        }
    }
}
