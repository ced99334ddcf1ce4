using TwilioServer.Compliance;

namespace TwilioServer.Tests.Compliance;

/// <summary>8 to 21 o'clock wherever a number may be, with the clocks put forward and back.</summary>
public sealed class QuietHoursTests
{
    private const string NewYork = "+12125550123";
    private const string Phoenix = "+16025550123";

    /// <summary>Alaska's, which reaches from Juneau to Adak; its table has Honolulu's time for Adak's west, too.</summary>
    private const string Alaska = "+19075550123";

    /// <summary>An area code that nobody has.</summary>
    private const string Unknown = "+12995550123";

    [Theory]
    [InlineData(NewYork, "2026-11-16T12:59:59Z", false)]
    [InlineData(NewYork, "2026-11-16T13:00:00Z", true)]
    [InlineData(NewYork, "2026-11-17T01:59:59Z", true)]
    [InlineData(NewYork, "2026-11-17T02:00:00Z", false)]
    [InlineData(NewYork, "2026-07-16T12:00:00Z", true)] // summer time
    [InlineData(NewYork, "2026-03-08T12:00:00Z", true)] // the day the clocks are put forward
    [InlineData(NewYork, "2026-03-08T11:59:59Z", false)]
    [InlineData(NewYork, "2026-11-01T12:59:59Z", false)] // and back
    [InlineData(NewYork, "2026-11-01T13:00:00Z", true)]
    [InlineData(Phoenix, "2026-07-16T14:59:59Z", false)] // Arizona has no summer time
    [InlineData(Phoenix, "2026-07-16T15:00:00Z", true)]
    [InlineData(Alaska, "2026-11-16T17:59:59Z", false)] // 07:59:59 in Honolulu
    [InlineData(Alaska, "2026-11-17T05:59:59Z", true)] // 20:59:59 in Juneau
    [InlineData(Alaska, "2026-11-17T06:00:00Z", false)]
    [InlineData(Unknown, "2026-11-16T21:59:59Z", false)] // 07:59:59 on Guam
    [InlineData(Unknown, "2026-11-16T22:00:00Z", true)]
    [InlineData(Unknown, "2026-11-17T00:29:59Z", true)] // 20:59:59 in St. John's
    [InlineData(Unknown, "2026-11-17T00:30:00Z", false)]
    [InlineData("+442071838750", "2026-11-16T12:00:00Z", false)] // no zone is known
    public void They_are_over_when_they_are_over_wherever_the_number_may_be(
        string number,
        string moment,
        bool areOver
    ) => Assert.Equal(areOver, QuietHours.AreOver(number, DateTimeOffset.Parse(moment)));

    [Fact]
    public void A_text_that_waited_goes_out_in_hours_in_every_quarter_of_an_hour_of_a_year_in_every_zone()
    {
        var numbers = AreaCodes
            .Known.DistinctBy(code => string.Join(',', Zones(code)))
            .Select(code => $"+1{code}5550123");
        foreach (var number in numbers.Append(Unknown))
        {
            var moment = new DateTimeOffset(2026, 1, 1, 0, 7, 3, TimeSpan.Zero);
            for (var i = 0; i < 365 * 96; i += 3, moment += TimeSpan.FromMinutes(45))
            {
                var wait = QuietHours.WaitFrom(number, moment)!.Value;
                Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromHours(24));
                Assert.True(QuietHours.AreOver(number, moment + wait), $"{number}: {moment} + {wait}");
                if (wait > TimeSpan.Zero)
                    Assert.False(
                        QuietHours.AreOver(number, moment) && QuietHours.AreOver(number, moment.AddMinutes(1))
                    );
            }
        }
    }

    [Theory]
    [InlineData("2026-11-16T13:00:00Z", 13 * 60)]
    [InlineData("2026-11-17T01:50:00Z", 10)]
    public void What_is_left_ends_at_21(string moment, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), QuietHours.LeftFrom(NewYork, DateTimeOffset.Parse(moment)));

    [Fact]
    public void In_the_last_minute_nothing_goes_for_it_would_arrive_after_it() =>
        Assert.Equal(
            new TimeSpan(11, 0, 30),
            QuietHours.WaitFrom(NewYork, DateTimeOffset.Parse("2026-11-17T01:59:30Z"))
        );

    [Theory]
    [InlineData("212", "America/New_York")]
    [InlineData("208", "America/Boise America/Denver America/Los_Angeles")]
    [InlineData("671", "Pacific/Guam")]
    [InlineData("340", "America/St_Thomas")]
    [InlineData("364", "America/Chicago America/New_York")] // an overlay of 270
    [InlineData("689", "America/New_York")] // of 407: Orlando
    [InlineData("729", "America/Chicago America/New_York")] // of 423, since 2025
    public void An_area_code_is_in_every_zone_that_one_of_its_towns_is_in(string code, string zones) =>
        Assert.Equal(zones.Split(' '), Zones(code));

    [Fact]
    public void Every_area_code_of_the_table_is_known() => Assert.Equal(456, AreaCodes.Known.Count);

    private static IEnumerable<string> Zones(string code) =>
        AreaCodes.ZonesOf($"+1{code}5550123").Select(zone => zone.Id).Order(StringComparer.Ordinal);
}
