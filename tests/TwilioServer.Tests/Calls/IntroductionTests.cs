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
        Assert.Empty(story.Effects.OfType<MarkIntroduced>());
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
        Assert.Single(story.Effects.OfType<MarkIntroduced>());
        return Assert.Single(story.Texts);
    }
}
