using TwilioServer.Compliance;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <summary>
/// Who asked for no more texts gets none: it is kept with the event that asks, in the row that every permission to send
/// locks, and so before anything is answered.
/// </summary>
internal static class OptOuts
{
    /// <summary>Why a text to such a number is blocked.</summary>
    public const string Reason = "The recipient asked for no more texts.";

    /// <summary>Twilio refuses a text to a number that it has blocked itself: https://www.twilio.com/docs/api/errors/21610.</summary>
    private const int Unsubscribed = 21610;

    private static readonly TimeSpan ConfirmationLifetime = TimeSpan.FromMinutes(15);

    /// <summary>
    /// A text that came in. Twilio answers its own keywords itself; what was asked for in other words is confirmed by us,
    /// once, and that is the last text.
    /// </summary>
    public static Decision<MessageState> Receive(
        MessageState state,
        ReplyKind kind,
        ContactState? contact,
        CallSettings? settings
    ) => new(state, TwiML.MessagingResponse.Empty, contact is null ? [] : [.. Effects(state, kind, contact, settings)]);

    /// <summary>The confirmation alone may still go.</summary>
    public static bool Forbid(MessageState state, ContactState? contact) =>
        contact?.OptedOutAt is not null && state.Class != MessageClass.OptOutConfirmation;

    public static IEnumerable<Effect> Learn(MessageState state, SendSettled settled, ContactState? contact)
    {
        if (contact is not null && settled.Outcome is SendOutcome.Refused { Code: Unsubscribed })
            yield return new RecordConsent(new ContactKey(state.TenantId, state.To), false, "twilio-21610");
    }

    private static IEnumerable<Effect> Effects(
        MessageState state,
        ReplyKind kind,
        ContactState contact,
        CallSettings? settings
    )
    {
        var key = new ContactKey(state.TenantId, state.From);
        switch (kind)
        {
            case ReplyKind.StopKeyword:
                yield return new RecordConsent(key, false, "keyword");
                break;
            // An owner talks about customers in these words.
            case ReplyKind.Stop when settings?.Tenant.IsOwnersPhone(state.From) is not true:
                yield return new RecordConsent(key, false, "free-text");
                if (contact.OptedOutAt is null && settings is not null)
                    yield return new QueueText(
                        MessageClass.OptOutConfirmation,
                        state.To,
                        state.From,
                        settings.Fill(settings.Phrases.OptOutConfirmation),
                        ConfirmationLifetime
                    );
                break;
            case ReplyKind.Start when contact.OptedOutAt is not null:
                yield return new RecordConsent(key, true, "reply");
                break;
        }
    }
}
