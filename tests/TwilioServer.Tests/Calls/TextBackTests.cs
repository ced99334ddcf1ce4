using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

public sealed class TextBackTests
{
    [Fact]
    public void The_text_names_the_business_and_says_how_to_stop()
    {
        var text = Assert.Single(Miss(Samples.Context).Texts);
        Assert.Contains("Rivera Plumbing", text.Body);
        Assert.Contains("STOP", text.Body);
        Assert.DoesNotContain("{", text.Body);
        Assert.Equal(MessageClass.TextBack, text.Class);
        Assert.Equal(TimeSpan.FromMinutes(15), text.Lifetime);
    }

    [Fact]
    public void A_tenant_may_write_its_own_text()
    {
        var context = Samples.With(Samples.Settings with { TextBackBody = "{businessName} here, {businessName}!" });
        Assert.Equal(
            "Rivera Plumbing here, Rivera Plumbing! Reply STOP to opt out.",
            Assert.Single(Miss(context).Texts).Body
        );
    }

    [Fact]
    public void Where_the_text_back_is_off_nothing_is_sent() =>
        AssertSuppressed("tenant-off", Miss(Samples.With(Samples.Settings with { TextBack = TextBackPolicy.Off })));

    [Theory]
    [InlineData("+266696687")]
    [InlineData("anonymous")]
    [InlineData("Anonymous")]
    [InlineData("client:alice")]
    [InlineData("sip:alice@example.test")]
    [InlineData("+0123456789")]
    [InlineData("+121255")]
    [InlineData("12125550147")]
    [InlineData("+12125550147123456")]
    [InlineData("")]
    public void A_caller_who_cannot_be_texted_is_not(string from) =>
        AssertSuppressed(
            "caller-unknown",
            new CallStory(begin: Samples.Call with { From = from }).Then(
                new VoiceReceived(),
                CallStory.Dialed("no-answer")
            )
        );

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(599.999, false)]
    [InlineData(600, true)]
    [InlineData(601, true)]
    public void A_caller_gets_one_text_within_the_window(double secondsAgo, bool isSent)
    {
        var last = Samples.Context.Now - TimeSpan.FromSeconds(secondsAgo);
        var story = Miss(Samples.Context with { Contact = new ContactState(last) });
        if (isSent)
            Assert.Single(story.Texts);
        else
            AssertSuppressed("within-window", story);
    }

    [Fact]
    public void A_window_of_nothing_suppresses_nothing()
    {
        var context = Samples.With(Samples.Settings with { TextBackWindowSeconds = 0 });
        Assert.Single(Miss(context with { Contact = new ContactState(context.Now) }).Texts);
    }

    private static CallStory Miss(CallContext context) =>
        new CallStory(context).Then(new VoiceReceived(), CallStory.Dialed("no-answer"));

    private static void AssertSuppressed(string reason, CallStory story)
    {
        Assert.Equal(new TextBackDecision(false, reason), Assert.Single(story.Decisions));
        Assert.Single(story.Effects);
        Assert.True(story.State.Missed);
    }
}
