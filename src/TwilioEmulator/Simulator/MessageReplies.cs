using TwilioEmulator.Events;
using TwilioEmulator.Store;
using TwilioEmulator.TwiML;

namespace TwilioEmulator.Simulator;

/// <summary>Sends what the Message verbs of an answer say. What Twilio does not send is an error in the log, no more.</summary>
internal sealed class MessageReplies(EmulatorStore store, MessageCarrier carrier, EventLog events)
{
    private const int MaxBodyCharacters = 1600;
    private const int MaxMedia = 10;

    public void Send(Message received, MessageVerb reply, TwimlDocument document)
    {
        var from = reply.From ?? received.To;
        var to = reply.To ?? received.From;
        if (Problem(reply, from, to) is { } problem)
            Log(received, problem.Code, problem.Text, document);
        else
            carrier.Send(
                new OutgoingMessage(received.AccountSid, to, reply.Body, MessageDirection.OutboundReply)
                {
                    From = from,
                    StatusCallback = reply.StatusCallback is { } url ? document.Resolve(url) : null,
                    StatusCallbackMethod = reply.StatusCallbackMethod,
                    MediaUrls = reply.MediaUrls,
                }
            );
    }

    private (int Code, string Text)? Problem(MessageVerb reply, string from, string to)
    {
        if (!E164.TryNormalise(to, out _))
            return (14101, "\"To\" Attribute is Invalid");
        if (!E164.TryNormalise(from, out var number) || !store.Numbers.TryGet(number, out _))
            return (14102, "Message \"From\" Attribute is Invalid");
        if (reply.Body.Length > MaxBodyCharacters || (reply.Body.Length == 0 && reply.MediaUrls.Count == 0))
            return (14103, "Message Invalid Body");
        if (reply.MediaUrls.Count > MaxMedia)
            return (14103, "Message Invalid Body: more than ten Media");
        return store.OptOuts.Contains(to, from) ? (21610, "Attempt to send to unsubscribed recipient") : null;
    }

    private void Log(Message received, int code, string text, TwimlDocument document) =>
        events.Add(
            "twiml.error",
            messageSid: received.Sid,
            data: new Dictionary<string, object?>
            {
                ["code"] = code,
                ["message"] = text,
                ["level"] = "error",
                ["url"] = document.Url,
            }
        );
}
