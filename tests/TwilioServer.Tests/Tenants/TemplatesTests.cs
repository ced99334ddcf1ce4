using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Tenants;

public sealed class TemplatesTests
{
    private static readonly TenantSettings WithHours = Samples.Settings with
    {
        TimeZone = "America/New_York",
        Hours = new WeeklyHours
        {
            Monday = [new OpenSpan(8 * 60, 12 * 60), new OpenSpan(13 * 60, 17 * 60)],
            Wednesday = [new OpenSpan(10 * 60 + 30, 17 * 60)],
        },
        Holidays = [new Holiday { Date = new DateOnly(2026, 11, 18), Name = "Founders' day" }],
    };

    [Theory]
    [InlineData("Hi from {businessName}.", "Rivera Plumbing", "Hi from Rivera Plumbing.")]
    [InlineData("Hi from {businessName}.", "{callerCity}", "Hi from {callerCity}.")] // a name stays a name
    [InlineData("{businessName}{businessName}", "A", "AA")]
    [InlineData("No placeholder", "A", "No placeholder")]
    public void Placeholders_are_replaced_once(string template, string name, string text) =>
        Assert.Equal(text, Samples.SettingsOf(Samples.Settings with { BusinessName = name }).Fill(template));

    [Theory]
    [InlineData("SAN FRANCISCO", "Are you in San Francisco?")]
    [InlineData("ST. LOUIS", "Are you in St. Louis?")]
    [InlineData(null, "Are you in your area?")]
    [InlineData("{businessName}", "Are you in your area?")]
    [InlineData("https://evil.example", "Are you in your area?")]
    public void The_callers_city_is_written_as_people_write_it(string? city, string text) =>
        Assert.Equal(
            text,
            Samples.SettingsOf(Samples.Settings).Fill("Are you in {callerCity}?", Templates.PlaceName(city))
        );

    [Theory]
    [InlineData("2026-11-16T11:00:00Z", "8:00 AM")] // Monday, 6 o'clock
    [InlineData("2026-11-16T17:30:00Z", "1:00 PM")] // in the lunch break
    [InlineData("2026-11-16T22:30:00Z", "11/23 8:00 AM")] // Wednesday is a holiday
    [InlineData("2026-11-24T12:00:00Z", "Wednesday 10:30 AM")]
    public void The_opening_time_is_the_next_one_by_the_business_s_own_clocks(string moment, string text) =>
        Assert.Equal(
            text,
            CallSettings.For(WithHours, NumberSettings.None, DateTimeOffset.Parse(moment)).Fill(Templates.OpeningTime)
        );

    [Theory]
    [InlineData("textBackBody", "Hi {businessname}", "placeholders are {businessName}, {openingTime}, {callerCity}")]
    [InlineData("textBackBody", "Hi {businessName", "a { is not closed")]
    [InlineData("textBackBody", "Hi businessName}", "a } closes nothing")]
    [InlineData("textBackBody", "Hi {{businessName}}", "a { is not closed")]
    [InlineData("textBackBody", "We open at {openingTime}", "the business has no hours")]
    [InlineData("greeting", "Hello {callerCity}", "placeholders are {businessName}, {openingTime}")]
    public void A_template_that_cannot_be_filled_is_refused_when_it_is_saved(string member, string text, string problem)
    {
        var settings =
            member == "greeting"
                ? Samples.Settings with
                {
                    Greeting = text,
                }
                : Samples.Settings with
                {
                    TextBackBody = text,
                };
        var found = Assert.Single(settings.Problems());
        Assert.StartsWith(member + ": ", found, StringComparison.Ordinal);
        Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_can_be_is_taken() =>
        Assert.Empty(
            (
                WithHours with
                {
                    TextBackBody = "{businessName} opens {openingTime}. Is it about a job in {callerCity}?",
                }
            ).Problems()
        );
}
