using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Tenants;

/// <summary>When a business is open, by its own clocks, and what differs when it is not.</summary>
public sealed class OpenStateTests
{
    private static readonly TenantSettings Chicago = Samples.Settings with
    {
        TimeZone = "America/Chicago",
        Hours = new WeeklyHours
        {
            Monday = [new OpenSpan(8 * 60, 12 * 60), new OpenSpan(13 * 60, 17 * 60)],
            Saturday = [new OpenSpan(22 * 60, 24 * 60)],
            Sunday = [new OpenSpan(0, 3 * 60)],
        },
        Holidays =
        [
            new Holiday
            {
                Date = new DateOnly(2026, 12, 25),
                Name = "Christmas",
                Yearly = true,
            },
            new Holiday
            {
                Date = new DateOnly(2026, 12, 28),
                Name = "Inventory",
                Hours = [new OpenSpan(10 * 60, 11 * 60)],
                Closed = new CallVariant { VoicemailGreeting = "We are counting. Please leave a message." },
            },
        ],
        AfterHours = new CallVariant { Greeting = "Good evening.", TextBack = TextBackPolicy.Off },
    };

    [Theory]
    [InlineData("2026-11-16T13:59:59Z", false)] // Monday 07:59:59 in Chicago
    [InlineData("2026-11-16T14:00:00Z", true)]
    [InlineData("2026-11-16T17:59:59Z", true)]
    [InlineData("2026-11-16T18:00:00Z", false)] // lunch
    [InlineData("2026-11-16T19:00:00Z", true)]
    [InlineData("2026-11-16T23:00:00Z", false)]
    [InlineData("2026-11-17T15:00:00Z", false)] // Tuesday
    [InlineData("2026-11-15T05:59:59Z", true)] // Saturday 23:59:59
    [InlineData("2026-11-15T06:00:00Z", true)] // Sunday 00:00
    [InlineData("2026-11-15T09:00:00Z", false)] // Sunday 03:00
    [InlineData("2026-11-01T06:30:00Z", true)] // 01:30 before the clocks are put back
    [InlineData("2026-11-01T07:30:00Z", true)] // 01:30 once more
    [InlineData("2026-03-08T07:59:59Z", true)] // 01:59:59 before the clocks are put forward
    [InlineData("2026-03-08T08:00:00Z", false)] // 03:00: the hour between is nobody's
    [InlineData("2026-12-25T15:00:00Z", false)] // a holiday
    [InlineData("2028-12-25T15:00:00Z", false)] // and every year; a Monday
    [InlineData("2025-12-25T15:00:00Z", false)]
    [InlineData("2026-12-28T15:30:00Z", false)] // a Monday with hours of its own: 09:30
    [InlineData("2026-12-28T16:30:00Z", true)]
    [InlineData("2027-12-27T16:30:00Z", true)] // a Monday
    public void It_is_open_by_its_own_clocks(string moment, bool isOpen) =>
        Assert.Equal(isOpen, OpenState.At(Chicago, DateTimeOffset.Parse(moment)).IsOpen);

    [Fact]
    public void Without_hours_it_is_always_open_but_on_holidays()
    {
        var settings = Chicago with { Hours = null };
        Assert.True(OpenState.At(settings, DateTimeOffset.Parse("2026-11-17T03:00:00Z")).IsOpen);
        Assert.False(OpenState.At(settings, DateTimeOffset.Parse("2026-12-25T15:00:00Z")).IsOpen);
        Assert.True(OpenState.At(Samples.Settings, DateTimeOffset.Parse("2026-12-25T15:00:00Z")).IsOpen);
    }

    [Fact]
    public void What_differs_comes_from_the_holiday_then_the_number_then_the_tenant()
    {
        var number = new NumberSettings
        {
            Calls = new CallVariant { BusinessName = "Rivera Pipes", RingTimeoutSeconds = 40 },
            AfterHours = new CallVariant { ForwardTo = ["+14155550188"], Greeting = "Rivera Pipes is closed." },
        };
        var open = CallSettings.For(Chicago, number, DateTimeOffset.Parse("2026-11-16T14:00:00Z"));
        Assert.Equal(("Rivera Pipes", 40, null), (open.BusinessName, open.RingTimeoutSeconds, open.Greeting));
        Assert.Equal(Chicago.ForwardTo, open.ForwardTo);
        Assert.Equal(TextBackPolicy.Local, open.TextBack);

        var closed = CallSettings.For(Chicago, number, DateTimeOffset.Parse("2026-11-17T15:00:00Z"));
        Assert.Equal(["+14155550188"], closed.ForwardTo);
        Assert.Equal(
            ("Rivera Pipes is closed.", TextBackPolicy.Off, 40),
            (closed.Greeting, closed.TextBack, closed.RingTimeoutSeconds)
        );
        Assert.Equal(closed.Phrases.Closed, closed.VoicemailGreeting);

        var holiday = CallSettings.For(Chicago, NumberSettings.None, DateTimeOffset.Parse("2026-12-28T15:30:00Z"));
        Assert.Equal("We are counting. Please leave a message.", holiday.VoicemailGreeting);
        Assert.Equal("Good evening.", holiday.Greeting);
        Assert.Empty(holiday.ForwardTo);
    }

    [Fact]
    public void The_usual_words_are_in_the_call_s_language()
    {
        var spanish = CallSettings.For(
            Samples.Settings,
            new NumberSettings { Calls = new CallVariant { Language = "es-MX" } },
            TestClock.Noon
        );
        Assert.StartsWith("Ha llamado a", spanish.VoicemailGreeting);
        Assert.Contains("Responda STOP", spanish.TextBackBody);
    }

    [Fact]
    public void Every_state_and_province_is_known_and_an_unknown_place_counts_as_the_strictest()
    {
        const string states =
            "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY";
        var all = states.Split(' ');
        Assert.Equal(51, all.Length);
        Assert.All(all, state => Assert.True(RecordingConsent.IsPlace(state), state));
        Assert.Equal(
            RecordingConsent.AllPartyStates.Keys,
            all.Where(RecordingConsent.AsksAllParties).Order(StringComparer.Ordinal)
        );
        Assert.True(RecordingConsent.AsksAllParties(null));
        Assert.True(RecordingConsent.AsksAllParties("PR"));
        Assert.True(RecordingConsent.AsksAllParties(RecordingConsent.PlaceOf("GB", "TX")));
        Assert.False(RecordingConsent.AsksAllParties(RecordingConsent.PlaceOf("US", "TX")));
    }
}
