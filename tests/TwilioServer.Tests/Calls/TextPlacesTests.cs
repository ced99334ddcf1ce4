using TwilioServer.Calls;
using TwilioServer.FeatureFlags;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

/// <summary>Who can dial can make us send: where to, and where not.</summary>
public sealed class TextPlacesTests
{
    [Theory]
    [InlineData("+12125550147", null, false, null)]
    [InlineData("+16045550147", null, false, null)] // Vancouver
    [InlineData("+17875550147", null, false, null)] // Puerto Rico
    [InlineData("+12995550147", null, false, null)] // a new area code, of the mainland as all new ones
    [InlineData("+18765550147", null, false, "place-not-allowed")] // Jamaica
    [InlineData("+12645550147", null, true, "place-not-allowed")] // Anguilla
    [InlineData("+19005550147", null, false, "place-not-allowed")] // premium
    [InlineData("+18005550147", null, false, "place-not-allowed")] // toll-free
    [InlineData("+442071838750", null, false, "international-off")]
    [InlineData("+442071838750", null, true, null)]
    [InlineData("+442071838750", "+44", true, null)]
    [InlineData("+33142685300", "US +44", true, "place-not-allowed")]
    [InlineData("+16045550147", "US", false, "place-not-allowed")]
    [InlineData("+16045550147", "US CA", false, null)]
    [InlineData("+12125550147", "+1212 +1646", false, null)]
    [InlineData("+13125550147", "+1212 +1646", false, "place-not-allowed")]
    [InlineData("+18765550147", "US +1876", false, null)] // the tenant says so
    public void A_caller_is_texted_where_the_tenant_allows_it(
        string caller,
        string? allowed,
        bool isInternational,
        string? reason
    ) =>
        Assert.Equal(
            reason,
            TextPlaces.ReasonAgainst(
                caller,
                allowed?.Split(' '),
                isInternational ? Features.InternationalCalling : Features.None
            )
        );

    [Theory]
    [InlineData(true, "TN-Validation-Failed-C", "caller-unverified")]
    [InlineData(true, "TN-Validation-Passed-A", null)]
    [InlineData(true, null, null)]
    [InlineData(false, "TN-Validation-Failed-C", null)]
    public void A_caller_whose_number_is_not_theirs_is_not_texted_where_the_tenant_wants_it(
        bool suppresses,
        string? verstat,
        string? reason
    )
    {
        var context = Samples.With(Samples.Settings with { SuppressUnverifiedCallers = suppresses });
        var story = new CallStory(context).Then(new VoiceReceived { StirVerstat = verstat }, CallStory.Dialed("busy"));
        Assert.Equal(reason ?? "busy", Assert.Single(story.Decisions).Reason);
        Assert.Equal(reason is null, Assert.Single(story.Decisions).Send);
    }

    [Theory]
    [InlineData("TN-Validation-Passed-A", "TN-Validation-Passed-A")]
    [InlineData("", null)]
    [InlineData("TN Validation", null)]
    [InlineData("<script>", null)]
    public void What_the_carriers_say_is_kept_where_it_is_a_word(string said, string? kept) =>
        Assert.Equal(kept, CallerVerification.Read(said));

    [Fact]
    public void Eight_kilobytes_of_it_are_kept_nowhere() => Assert.Null(CallerVerification.Read(new string('T', 8192)));
}
