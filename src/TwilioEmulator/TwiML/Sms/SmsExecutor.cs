using TwilioEmulator.Simulator;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Sends the text and goes on at once. With an action that URL is asked for what comes next and told the SmsStatus:
/// <c>sent</c>, or <c>invalid</c> for a text that Twilio does not take.
/// </summary>
internal sealed class SmsExecutor(EmulatorStore store, MessageCarrier carrier, TwimlProblemLog problems)
{
    private const int MaxBodyCharacters = 1600;

    public Task<VerbOutcome> ExecuteAsync(SmsVerb verb, CallSession session)
    {
        var message = Send(verb, session);
        if (verb.Action is not { } action)
            return Task.FromResult(VerbOutcome.Next);
        var parameters = new WebhookParameters { { "SmsStatus", message is null ? "invalid" : "sent" } };
        parameters.AddIfSet("SmsSid", message?.Sid);
        parameters.AddIfSet("MessageSid", message?.Sid);
        var url = session.Document?.Resolve(action) ?? action;
        var request = new DocumentRequest(WebhookPurpose.SmsAction, url, verb.Method) { Parameters = parameters };
        return Task.FromResult<VerbOutcome>(new VerbOutcome.GoTo(request));
    }

    private Message? Send(SmsVerb verb, CallSession session)
    {
        // On a call that the API made, the account's number is the one that calls.
        var isInbound = session.Call.Direction == CallDirection.Inbound;
        var (ours, theirs) = isInbound ? (session.Call.To, session.Call.From) : (session.Call.From, session.Call.To);
        if (!E164.TryNormalise(verb.To ?? theirs, out var to))
            return Refuse(session, 14101, "\"To\" Attribute is Invalid");
        if (!E164.TryNormalise(verb.From ?? ours, out var from) || !store.Numbers.TryGet(from, out _))
            return Refuse(session, 14102, "Message \"From\" Attribute is Invalid");
        if (verb.Body.Length is 0 or > MaxBodyCharacters)
            return Refuse(session, 14103, "Message Invalid Body");
        if (store.OptOuts.Contains(to, from))
            return Refuse(session, 21610, "Attempt to send to unsubscribed recipient");
        var callback = verb.StatusCallback is { } url ? session.Document?.Resolve(url) ?? url : null;
        return carrier.Send(
            new OutgoingMessage(session.Call.AccountSid, to, verb.Body, MessageDirection.OutboundCall)
            {
                From = from,
                StatusCallback = callback,
            }
        );
    }

    private Message? Refuse(CallSession session, int code, string message)
    {
        problems.Error(session, code, message);
        return null;
    }
}
