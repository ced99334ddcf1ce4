using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Calls;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

/// <summary>Twilio's webhooks come in any order and any number of times.</summary>
public sealed class CallDeciderProperties
{
    /// <summary>Whole calls, each as the events that Twilio would send in order.</summary>
    private static readonly CallEvent[][] Calls =
    [
        [new VoiceReceived(), CallStory.Dialed("no-answer"), Voicemail("completed"), CallStory.Ended()],
        [new VoiceReceived(), CallStory.Dialed("busy"), Voicemail("in-progress"), Recording(), CallStory.Ended()],
        [new VoiceReceived(), CallStory.Dialed("canceled", callStatus: "completed"), CallStory.Ended()],
        [new VoiceReceived(), CallStory.Ended("canceled")],
        [new VoiceReceived(), CallStory.Dialed("completed", bridged: false, seconds: 3), CallStory.Ended()],
        [new VoiceReceived(), CallStory.Dialed("failed"), CallStory.Ended("failed")],
        [new VoiceFellBack("11205"), Voicemail("in-progress"), Recording(), CallStory.Ended()],
        [new VoiceReceived(), CallStory.Dialed("completed", true, 30), CallStory.Ended()],
        [new VoiceReceived(), CallStory.Dialed("answered", true), CallStory.Ended("in-progress"), CallStory.Ended()],
        [new VoiceReceived(), CallStory.Dialed("completed", seconds: 9, callStatus: "completed"), CallStory.Ended()],
    ];

    private static readonly Gen<(CallEvent[] InOrder, CallEvent[] AsTheyCame)> Deliveries =
        from call in Gen.Elements(Calls)
        from repeats in Gen.SubListOf(call)
        from shuffled in Gen.Shuffle(call.Concat(repeats).ToArray())
        select (call, shuffled);

    [Fact]
    public void Whatever_the_order_the_call_is_missed_or_not_once_its_timer_fired() =>
        Properties.Hold(
            Deliveries,
            delivered =>
            {
                var inOrder = new CallStory().Then(delivered.InOrder).Then(new ResolveDue());
                var asTheyCame = new CallStory().Then(delivered.AsTheyCame).Then(new ResolveDue());
                Assert.NotNull(inOrder.State.Missed);
                Assert.Equal(inOrder.State.Missed, asTheyCame.State.Missed);
                Assert.Equal(inOrder.Decisions.Count, asTheyCame.Decisions.Count);
                Assert.Equal(inOrder.State.Missed is true ? 1 : 0, asTheyCame.Decisions.Count);
            },
            count: 1000
        );

    /// <summary>
    /// The same calls, each with what Twilio's lists say of it. One is missing: a leg that was picked up and never
    /// bridged looks answered there, and only the webhook tells.
    /// </summary>
    private static readonly (CallEvent[] Webhooks, CallFetched Fetched)[] ListedCalls =
    [
        .. Calls
            .Select(call => (Webhooks: call, Dial: call.OfType<DialEnded>().SingleOrDefault()))
            .Where(call => call.Dial is null or not { DialCallStatus: "completed", DialBridged: false })
            .Select(call =>
                (call.Webhooks, new CallFetched(EndOf(call.Webhooks), 20, Samples.Context.Now, Listed(call.Dial)))
            ),
    ];

    /// <summary>Any of the webhooks, some twice and some never, with one or more looks at the list among them.</summary>
    private static readonly Gen<(CallFetched Fetched, CallEvent[] AsTheyCame)> PartlyDelivered =
        from call in Gen.Elements(ListedCalls)
        from delivered in Gen.SubListOf(call.Webhooks)
        from repeated in Gen.SubListOf(call.Webhooks)
        from looks in Gen.Choose(1, 3)
        from shuffled in Gen.Shuffle(
            delivered.Concat(repeated).Concat(Enumerable.Repeat<CallEvent>(call.Fetched, looks)).ToArray()
        )
        select (call.Fetched, shuffled);

    [Fact]
    public void Whatever_was_lost_and_whenever_the_list_was_read_the_call_ends_the_same() =>
        Properties.Hold(
            PartlyDelivered,
            call =>
            {
                var fetched = new CallStory().Then(call.Fetched).State;
                var story = new CallStory().Then(call.AsTheyCame).Then(new ResolveDue());
                Assert.Equal(
                    (CallStage.Ended, fetched.Missed, fetched.DurationSeconds),
                    (story.State.Stage, story.State.Missed, story.State.DurationSeconds)
                );
                Assert.Equal(fetched.Missed is true ? 1 : 0, story.Decisions.Count);
                Assert.Equal(fetched.Missed is true ? 1 : 0, story.Texts.Count);
            },
            count: 2000
        );

    /// <summary>Timers too may fire at any moment; then a late answer may find the call decided, but never twice.</summary>
    private static readonly Gen<CallEvent[]> AnyEvents = Gen.Elements([
            .. Calls.SelectMany(call => call).Distinct(),
            new ResolveDue(),
            new CallStatusChanged("ringing", null),
            new CallStatusChanged("nonsense", null),
            .. ListedCalls.Select(call => call.Fetched),
            new CallFetched("in-progress", null, TestClock.Noon, null),
        ])
        .ListOf()
        .Select(events => events.ToArray());

    [Fact]
    public void A_call_has_one_decision_and_one_text_at_most() =>
        Properties.Hold(
            AnyEvents,
            events =>
            {
                var story = new CallStory().Then(events);
                Assert.Equal(story.State.Missed is true ? 1 : 0, story.Decisions.Count);
                Assert.Equal(story.Decisions.Count(decision => decision.Send), story.Texts.Count);
            },
            count: 1000
        );

    [Fact]
    public void A_call_only_moves_forward() =>
        Properties.Hold(
            AnyEvents,
            events =>
            {
                foreach (var (before, after) in Steps(new CallStory().Then(events)))
                {
                    Assert.True(after.Stage >= before.Stage, $"{before.Stage} became {after.Stage}");
                    Assert.True(before.Missed is null || after.Missed == before.Missed);
                    Assert.True(before.MissedReason is null || after.MissedReason == before.MissedReason);
                    Assert.Equal(after.Missed is true, after.MissedReason is not null);
                    Assert.Equal(before.EventSequence + 1, after.EventSequence);
                }
            },
            count: 1000
        );

    [Fact]
    public void The_status_of_a_call_that_ended_and_was_decided_never_changes() =>
        Properties.Hold(
            AnyEvents,
            events =>
            {
                foreach (var (before, after) in Steps(new CallStory().Then(events)))
                    if (before is { Stage: CallStage.Ended, Missed: not null })
                        Assert.Equal(before.Status, after.Status);
            },
            count: 2000
        );

    [Fact]
    public void The_same_input_gives_the_same_decision() =>
        Properties.Hold(
            AnyEvents,
            events =>
            {
                var (one, other) = (new CallStory().Then(events), new CallStory().Then(events));
                Assert.Equal(one.States, other.States);
                Assert.Equal(one.Effects, other.Effects);
            }
        );

    private static IEnumerable<(CallState Before, CallState After)> Steps(CallStory story) =>
        story.States.Zip(story.States.Skip(1));

    private static VoicemailRecorded Voicemail(string callStatus) =>
        new("RE1", "https://api.example.test/RE1", 7, callStatus);

    private static RecordingCompleted Recording() => new("RE1", "https://api.example.test/RE1", 7, 1, "completed");

    private static string EndOf(CallEvent[] call) => call.OfType<CallStatusChanged>().Last().CallStatus;

    /// <summary>The list does not say whether a leg was bridged.</summary>
    private static DialEnded? Listed(DialEnded? dial) =>
        dial is null ? null : dial with { DialBridged = null, CallStatus = "completed" };
}
