using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;
using static TwilioServer.Tests.Messages.MessageStory;

namespace TwilioServer.Tests.Messages;

/// <summary>Workers that stop, answers that are lost, callbacks in any order: whatever comes, a message is sent once.</summary>
public sealed class MessageDeciderProperties
{
    private static readonly Gen<MessageEvent[]> AnyEvents = Gen.Frequency(
            (4, Gen.Constant<MessageEvent>(new SendRequested())),
            (2, Gen.Choose(1, 3).Select(MessageEvent (attempt) => NotSent(attempt))),
            (1, Gen.Choose(1, 3).Select(MessageEvent (attempt) => Unknown(attempt))),
            (1, Gen.Choose(0, 3).Select(MessageEvent (attempt) => Accepted(attempt))),
            (1, Gen.Choose(1, 3).Select(MessageEvent (attempt) => Refused(attempt))),
            (
                2,
                Gen.Choose(1, MessageDecider.LookupDelays.Count).Select(MessageEvent (round) => new LookupMissed(round))
            ),
            (
                2,
                Gen.Elements("queued", "sent", "delivered", "undelivered", "failed", "nonsense")
                    .Select(MessageEvent (word) => Reported(word))
            )
        )
        .ListOf()
        .Select(events => events.ToArray());

    [Fact]
    public void The_rank_only_falls_when_nothing_left() =>
        ForEachStep(
            (before, happened, after) =>
            {
                if (after.Status >= before.Status)
                    return;
                Assert.Equal((MessageStatus.Sending, MessageStatus.Queued), (before.Status, after.Status));
                Assert.IsType<SendOutcome.NotSent>(Assert.IsType<SendSettled>(happened).Outcome);
            }
        );

    [Fact]
    public void What_is_final_stays() =>
        ForEachStep(
            (before, _, after) =>
            {
                if (before.Status.IsTerminal())
                    Assert.Equal(before.Status, after.Status);
            }
        );

    [Fact]
    public void A_sid_is_never_exchanged_and_its_key_is_made_once() =>
        Properties.Hold(
            AnyEvents,
            events =>
            {
                var story = new MessageStory().Then(events);
                Assert.Equal(story.State.MessageSid is null ? 0 : 1, story.Effects.OfType<AddStreamKey>().Count());
            },
            count: 1000
        );

    [Fact]
    public void Each_permission_begins_one_attempt_and_needs_that_the_one_before_never_left() =>
        Properties.Hold(
            AnyEvents,
            events =>
            {
                var story = new MessageStory().Then(events);
                var given = story.Replies.Count(reply => reply == MessageDecider.Go);
                var neverLeft = story
                    .States.Zip(story.States.Skip(1))
                    .Count(step =>
                        step is { First.Status: MessageStatus.Sending, Second.Status: MessageStatus.Queued }
                    );
                Assert.InRange(given, 0, neverLeft + 1);
                Assert.Equal(given, story.State.Attempt);
                Assert.Equal(
                    Enumerable.Range(1, given),
                    story.Effects.OfType<StartSendAttempt>().Select(started => started.Attempt)
                );
            },
            count: 1000
        );

    [Fact]
    public void What_was_ever_unknown_is_never_sent_again() =>
        Properties.Hold(
            AnyEvents,
            events =>
            {
                var story = new MessageStory().Then(events);
                var afterUnknown = story.States.Skip(1).Select((state, i) => (state, reply: story.Replies[i]));
                Assert.DoesNotContain(
                    afterUnknown.SkipWhile(step => step.state.Status != MessageStatus.Unknown),
                    step => step.reply == MessageDecider.Go
                );
            },
            count: 1000
        );

    [Fact]
    public void After_the_expiry_nothing_is_permitted() =>
        Properties.Hold(
            AnyEvents,
            events =>
                Assert.DoesNotContain(
                    MessageDecider.Go,
                    new MessageStory { Now = TestClock.Noon.AddMinutes(15) }
                        .Then(events)
                        .Replies
                )
        );

    [Fact]
    public void What_is_unknown_has_a_look_up_under_way_or_was_looked_up_to_the_end() =>
        Properties.Hold(
            AnyEvents,
            events =>
            {
                var story = new MessageStory().Then(events);
                Assert.Equal(story.States.Any(state => state.Status == MessageStatus.Unknown), story.Lookups.Count > 0);
            },
            count: 1000
        );

    private static void ForEachStep(Action<MessageState, MessageEvent, MessageState> statement) =>
        Properties.Hold(
            AnyEvents,
            events =>
            {
                var story = new MessageStory().Then(events);
                for (var i = 0; i < events.Length; i++)
                    statement(story.States[i], events[i], story.States[i + 1]);
            },
            count: 1000
        );
}
