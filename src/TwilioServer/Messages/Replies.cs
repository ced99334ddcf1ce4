using TwilioServer.Compliance;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <summary>
/// What follows from a text that came in. Who takes it on is found out by a job; here it is decided once, under the lock of
/// the customer's row: as-call-service has it, or the assistant's answer goes out, or the owner gets it.
/// </summary>
internal static class Replies
{
    public const string Job = "reply.handle";
    public const string ChooseJob = "owner-text.choose";

    /// <summary>A conversation in which nobody wrote for so long is over: the next text begins another.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromHours(24);

    public static readonly RetryClass Retry = RetryClass.Prompt;

    private const string EscalateToOwner = "escalate_to_owner";
    private const string EndConversation = "end_conversation";

    /// <summary>A text that came in, with its opt-outs decided already.</summary>
    public static Decision<MessageState> Begin(
        Decision<MessageState> received,
        ReplyKind kind,
        DateTimeOffset now,
        ContactState? contact
    )
    {
        received = InboundMedia.Fetch(received);
        // Twilio answers its own words for STOP and HELP itself. (YES is one of its words for START, and a customer's answer.)
        if (kind == ReplyKind.StopKeyword || kind == ReplyKind.Help && IsAnsweredByTwilio(received.State.Body))
            return received;
        var state = received.State with { Handling = Handling.Due };
        if (contact is null)
            return received with { State = state };
        var key = new ContactKey(state.TenantId, state.From);
        var isOver = contact.LastInboundAt is { } last && now - last > OpenFor;
        return received with
        {
            State = state,
            Effects =
            [
                .. received.Effects,
                new MarkInbound(key),
                .. isOver ? [new HoldConversation(key, null)] : Array.Empty<Effect>(),
                new ScheduleJob(
                    Job,
                    $"{Job}:{state.MessageSid}",
                    TimeSpan.Zero,
                    ReplyJson.Payload(state),
                    Retry.MaxAttempts
                ),
            ],
        };
    }

    /// <summary>Twilio acts on the word alone; "Help!" is a customer in need.</summary>
    private static bool IsAnsweredByTwilio(string body) =>
        body.Trim() is var word
        && (
            word.Equals("HELP", StringComparison.OrdinalIgnoreCase)
            || word.Equals("INFO", StringComparison.OrdinalIgnoreCase)
        );

    public static Decision<MessageState> Decide(
        MessageState state,
        MessageEvent happened,
        DateTimeOffset now,
        ContactState? contact,
        CallSettings? settings
    )
    {
        var scene = new Scene(state, now, contact, settings);
        return happened switch
        {
            ConversationHeld held => new(state, null, new HoldConversation(scene.Customer, held.Holder)),
            CustomerChosen chosen => Choose(scene, chosen),
            ReplyReportRequested => Permit(scene),
            ReplyReportSettled settled => Settle(scene, settled),
            _ when state.Handling != Handling.Due && IsOfReply(happened) => new(state),
            ReplyIgnored => scene.End(Handling.Nowhere),
            ReplyForwarded => scene.Forward(),
            AnswerProposed proposed => Answer(scene, proposed),
            AnswerFailed => Fail(scene),
            OwnerTextRouted routed => OwnerTexts.Route(scene, routed),
            OwnerAnswered answered => OwnerTexts.Answer(scene, answered),
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.Type, "No rule for this event."),
        };
    }

    private static bool IsOfReply(MessageEvent happened) =>
        happened
            is ReplyIgnored
                or ReplyForwarded
                or AnswerProposed
                or AnswerFailed
                or OwnerTextRouted
                or OwnerAnswered;

    private static Decision<MessageState> Choose(Scene scene, CustomerChosen chosen) =>
        scene.State.Handling == Handling.Which
        && scene.State.Customers?.Contains(chosen.Customer, StringComparer.Ordinal) is true
            ? OwnerTexts.Send(scene, chosen.Customer)
            : new(scene.State);

    /// <summary>Who finds it permitted already comes after a teller that died over it: nobody can tell, so the owner has it.</summary>
    private static Decision<MessageState> Permit(Scene scene) =>
        scene.State.Handling switch
        {
            Handling.Due => new(scene.State with { Handling = Handling.Reporting }, MessageDecider.Go),
            Handling.Reporting => scene.Forward() with { Reply = MessageDecider.Nothing },
            _ => new(scene.State, MessageDecider.Nothing),
        };

    private static Decision<MessageState> Settle(Scene scene, ReplyReportSettled settled)
    {
        if (scene.State.Handling != Handling.Reporting)
            return new(scene.State);
        return settled.Outcome switch
        {
            ReplyReport.Taken when scene.Contact?.Holder == ConversationHolder.Owner => scene.Forward(
                Handling.Reported
            ),
            ReplyReport.Taken => scene.End(Handling.Reported),
            ReplyReport.Unknown => scene.Forward(),
            ReplyReport.Gone => scene.End(Handling.Due, new LinkConversation(scene.Customer, null)),
            _ => scene.End(Handling.Due),
        };
    }

    private static Decision<MessageState> Answer(Scene scene, AnswerProposed proposed)
    {
        if (scene.Contact?.OptedOutAt is not null)
            return scene.End(Handling.Nowhere);
        if (scene.Contact?.Holder == ConversationHolder.Owner)
            return scene.Forward();
        if (scene.HasLaterText)
            return scene.End(Handling.Superseded);
        var escalates = proposed.Action == EscalateToOwner;
        if (string.IsNullOrWhiteSpace(proposed.Body) && !escalates && proposed.Action != EndConversation)
            return Fail(scene);
        return scene.End(
            Handling.Answered,
            [
                .. scene.ToCustomer(proposed.Body, MessageAuthor.Ai),
                new HoldConversation(
                    scene.Customer,
                    escalates ? ConversationHolder.Owner
                        : proposed.Action == EndConversation ? null
                        : ConversationHolder.Ai
                ),
                .. escalates ? scene.ToOwner(words => words.CustomerNeedsOwner) : [],
            ]
        );
    }

    /// <summary>The customer hears that somebody will see to it, and from then on the owner is who does.</summary>
    private static Decision<MessageState> Fail(Scene scene)
    {
        if (scene.Contact?.OptedOutAt is not null)
            return scene.End(Handling.Nowhere);
        if (scene.Contact?.Holder == ConversationHolder.Owner || scene.Settings is not { } settings)
            return scene.Forward();
        if (scene.HasLaterText)
            return scene.End(Handling.Superseded);
        return scene.End(
            Handling.Answered,
            [
                .. scene.ToCustomer(settings.Fill(settings.Phrases.AnswerFallback), MessageAuthor.System),
                new HoldConversation(scene.Customer, ConversationHolder.Owner),
                .. scene.ToOwner(words => words.CustomerNeedsOwner),
            ]
        );
    }

    /// <summary>An event of a text that came in, with all that may be known.</summary>
    /// <param name="Contact">The row of the customer that the event is about.</param>
    internal sealed record Scene(MessageState State, DateTimeOffset Now, ContactState? Contact, CallSettings? Settings)
    {
        /// <summary>Moments are kept in microseconds, and one of them was kept.</summary>
        private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

        public ContactKey Customer => new(State.TenantId, State.From);

        public bool HasLaterText => Contact?.LastInboundAt - State.CreatedAt > Rounding;

        public Decision<MessageState> End(Handling handling, params Effect[] effects) =>
            new(State with { Handling = handling }, null, effects);

        public Decision<MessageState> Forward(Handling handling = Handling.Forwarded) =>
            End(
                handling,
                [new HoldConversation(Customer, ConversationHolder.Owner), .. ToOwner(words => words.CustomerWrote)]
            );

        public IEnumerable<Effect> ToCustomer(string body, MessageAuthor author)
        {
            if (Settings is not { } settings || string.IsNullOrWhiteSpace(body))
                yield break;
            var isIntroduced = Contact?.IntroducedAt is not null;
            var completed = Introduction.Complete(body, isIntroduced, settings.BusinessName, settings.Phrases);
            yield return new QueueText(MessageClass.Answer, State.To, State.From, completed, SendPlan.AnswerLifetime)
            {
                Author = author,
            };
        }

        /// <summary>The customer's words as the owner reads them.</summary>
        public IEnumerable<Effect> ToOwner(Func<Phrases, string> words) =>
            Settings is { } settings ? Notice(words(settings.Phrases), State.From, settings.Tenant.OwnerPhone()) : [];

        /// <summary>What the owner is told; nothing where nobody is to be told.</summary>
        /// <param name="about">The customer's number, in the place of <c>{caller}</c>.</param>
        public IEnumerable<Effect> Notice(string template, string about, string? owner)
        {
            if (owner is null || owner == State.To)
                yield break;
            var body = Templates.Fill(
                template,
                placeholder =>
                    placeholder switch
                    {
                        "{caller}" => about,
                        "{body}" => State.MediaUrls is { Count: > 0 } media
                            ? $"{State.Body} (+{media.Count} media)".TrimStart()
                            : State.Body,
                        _ => null,
                    }
            );
            yield return new QueueText(
                MessageClass.OwnerNotice,
                State.To,
                owner,
                Introduction.Cut(body),
                SendPlan.AnswerLifetime
            );
        }
    }
}
