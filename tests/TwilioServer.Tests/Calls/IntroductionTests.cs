using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

/// <summary>The first text to a caller says who writes and how to stop, whoever worded it.</summary>
public sealed class IntroductionTests
{
    [Theory]
    [InlineData("How can we help?", "Rivera Plumbing: How can we help? Reply STOP to opt out.")]
    [InlineData("Rivera plumbing here.", "Rivera plumbing here. Reply STOP to opt out.")]
    [InlineData("How can we help? Text stop to end.", "Rivera Plumbing: How can we help? Text stop to end.")]
    [InlineData("Rivera Plumbing. STOP=end", "Rivera Plumbing. STOP=end")]
    [InlineData("Unstoppable Rivera Plumbing", "Unstoppable Rivera Plumbing Reply STOP to opt out.")]
    public void What_is_missing_is_added(string worded, string sent) => Assert.Equal(sent, First(worded).Body);

    [Fact]
    public void The_next_text_needs_it_no_more()
    {
        var context = Samples.With(Samples.Settings with { TextBackBody = "How can we help?" }) with
        {
            Contact = ContactState.Unknown with { IntroducedAt = TestClock.Noon.AddDays(-1) },
        };
        var story = new CallStory(context).Then(new VoiceReceived(), CallStory.Dialed("busy"));
        Assert.Equal("How can we help?", Assert.Single(story.Texts).Body);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("es-MX")]
    public void The_usual_words_have_it(string language)
    {
        var usual = Phrases.In(language).TextBack.Replace("{businessName}", "Rivera", StringComparison.Ordinal);
        Assert.Equal(usual, Introduction.Complete(usual, false, "Rivera", Phrases.In(language)));
    }

    private static QueueText First(string worded)
    {
        var story = new CallStory(Samples.With(Samples.Settings with { TextBackBody = worded })).Then(
            new VoiceReceived(),
            CallStory.Dialed("busy")
        );
        return Assert.Single(story.Texts);
    }

    [Fact]
    public void A_text_that_is_too_long_with_it_loses_its_own_last_words()
    {
        var completed = Introduction.Complete(new string('a', 1598) + "🔧", false, "Rivera", Phrases.In("en-US"));
        Assert.Equal(1600, completed.Length);
        Assert.EndsWith("… Reply STOP to opt out.", completed, StringComparison.Ordinal);
        Assert.Equal("aa…", Introduction.Cut("aa🔧b", 4));
        Assert.Equal("aa🔧", Introduction.Cut("aa🔧", 4));
    }
}
