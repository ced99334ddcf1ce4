using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

/// <summary>What as-call-service is told, in which order, and how often.</summary>
public sealed class CallReportTests
{
    private static readonly CallContext Reporting = Samples.Context with
    {
        Rules = CallRules.Usual with { ReportsCalls = true },
    };

    [Fact]
    public void A_call_is_reported_with_its_first_event_whatever_that_is()
    {
        CallEvent[] firsts =
        [
            new VoiceReceived(),
            CallStory.Dialed("busy"),
            CallStory.Ended(),
            new VoiceFellBack(null),
        ];
        Assert.All(
            firsts,
            first =>
            {
                var story = new CallStory(Reporting).Then(first, new CallStatusChanged("ringing", null));
                Assert.Equal(["call.report-incoming"], Jobs(story).Where(kind => kind.StartsWith("call.report")));
                Assert.Equal(CallReport.Incoming, story.State.Report);
            }
        );
    }

    [Fact]
    public void Nothing_is_reported_where_nobody_listens_or_the_number_is_withheld()
    {
        Assert.Null(new CallStory().Then(new VoiceReceived()).State.Report);
        var withheld = Samples.Call with { From = "anonymous" };
        Assert.Null(new CallStory(Reporting, withheld).Then(new VoiceReceived()).State.Report);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_missed_call_is_reported_after_the_incoming_one_whichever_is_known_first(bool missedFirst)
    {
        var story = new CallStory(Reporting).Then(new VoiceReceived());
        CallEvent[] events = [CallStory.Dialed("busy"), new IncomingReported(true)];
        story.Then(missedFirst ? events : [.. events.Reverse()]);
        Assert.Equal(1, Jobs(story).Count(kind => kind == "call.report-missed"));
        Assert.Equal(CallReport.Told, story.State.Report);
    }

    [Fact]
    public void It_is_permitted_once_and_a_worker_that_died_over_it_leaves_it_unknown()
    {
        var story = Missed().Then(new MissedReportRequested());
        Assert.Equal(("go", CallReport.Sending), (story.Reply, story.State.Report));
        story.Then(new MissedReportRequested());
        Assert.Equal(("nothing", CallReport.Unknown), (story.Reply, story.State.Report));
        story.Then(new MissedReportRequested());
        Assert.Equal("nothing", story.Reply);
    }

    [Theory]
    [InlineData(CallReport.Done, CallReport.Done)]
    [InlineData(CallReport.Refused, CallReport.Refused)]
    [InlineData(CallReport.Unknown, CallReport.Unknown)]
    [InlineData(CallReport.Told, CallReport.Told)]
    public void Its_outcome_is_kept_and_what_surely_did_not_arrive_may_go_again(CallReport outcome, CallReport report)
    {
        var conversation = new Guid(7, 0, 0, new byte[8]);
        var story = Missed().Then(new MissedReportRequested(), new MissedReportSettled(outcome, conversation));
        Assert.Equal((report, conversation), (story.State.Report, story.State.ConversationId));
        Assert.Equal(report == CallReport.Told ? "go" : "nothing", story.Then(new MissedReportRequested()).Reply);
    }

    [Fact]
    public void A_text_that_as_call_service_words_waits_for_it_and_is_worded_once()
    {
        var context = Reporting with
        {
            Settings = Reporting.Settings with { TextBack = TwilioServer.Tenants.TextBackPolicy.CallService },
        };
        var story = new CallStory(context).Then(new VoiceReceived(), CallStory.Dialed("busy"));
        Assert.Equal(new TextBackDecision(false, "busy", IsDeferred: true), Assert.Single(story.Decisions));
        Assert.Empty(story.Texts);
        Assert.Equal(
            TimeSpan.FromSeconds(3),
            story.Effects.OfType<ScheduleJob>().Single(job => job.Kind == "call.text-fallback").After
        );
        Assert.True(story.State.IsTextDue);

        Assert.Equal("queued", story.Then(new TextAsked("We will call you back.")).Reply);
        Assert.Equal("taken", story.Then(new TextAsked("Once more")).Reply);
        Assert.Equal("taken", story.Then(new TextDue()).Reply);
        Assert.StartsWith(
            "Rivera Plumbing: We will call you back. Reply STOP",
            Assert.Single(story.Texts).Body,
            StringComparison.Ordinal
        );
        Assert.Single(story.Effects.OfType<ResolveTextBack>());
    }

    [Fact]
    public void Where_nobody_is_told_of_calls_the_text_goes_at_once()
    {
        var context = Samples.With(
            Samples.Settings with
            {
                TextBack = TwilioServer.Tenants.TextBackPolicy.CallService,
            }
        );
        var story = new CallStory(context).Then(new VoiceReceived(), CallStory.Dialed("busy"));
        Assert.Single(story.Texts);
        Assert.False(story.State.IsTextDue);
    }

    private static CallStory Missed() =>
        new CallStory(Reporting).Then(new VoiceReceived(), new IncomingReported(true), CallStory.Dialed("busy"));

    private static IEnumerable<string> Jobs(CallStory story) =>
        story.Effects.OfType<ScheduleJob>().Select(job => job.Kind);
}
