using TwilioEmulator.Clock;
using TwilioEmulator.Store;
using TwilioEmulator.TwiML;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Texts from virtual phones: the number's SmsUrl is asked, and what its TwiML says is done.</summary>
internal sealed class InboundMessages(
    EmulatorStore store,
    MessageCarrier carrier,
    MessageReplies replies,
    MessageTwimlFetcher fetcher,
    InboundRouting routing,
    MediaStore media,
    ActivityTracker activities
)
{
    private const int MaxDocuments = 100;

    public Message Receive(IncomingPhoneNumber number, string from, string body, IReadOnlyList<MediaFile> files)
    {
        var message = carrier.AddReceived(from, number, routing.ServiceOf(number)?.Sid, body, files.Count > 0);
        media.Add(message, files);
        var optOutType = store.OptOuts.Read(from, number.PhoneNumber, body);
        message.OptOutType = number.HasAdvancedOptOut ? optOutType : null;
        if (routing.MessageHandlerOf(number) is { } handler)
            activities.Start(() => RunAsync(message, handler));
        return message;
    }

    private async Task RunAsync(Message message, InboundHandler handler)
    {
        var request = new DocumentRequest(WebhookPurpose.Message, handler.Url, handler.Method);
        for (var documents = 0; documents < MaxDocuments; documents++)
        {
            var document = await fetcher.FetchAsync(message, request, handler.Fallback);
            if (document is null || Execute(message, document) is not { } next)
                return;
            request = next;
        }
    }

    /// <summary>Sends the replies; the answer is where a Redirect leads, if there is one.</summary>
    private DocumentRequest? Execute(Message message, TwimlDocument document)
    {
        foreach (var verb in document.Verbs)
        {
            if (verb is RedirectVerb redirect)
                return new DocumentRequest(WebhookPurpose.Redirect, document.Resolve(redirect.Url), redirect.Method);
            if (verb is MessageVerb reply)
                replies.Send(message, reply, document);
        }
        return null;
    }
}
