using System.Globalization;
using TwilioEmulator.Faults;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Status callbacks of outbound messages: separate requests, in no promised order.</summary>
internal sealed class MessageCallbackSender(CallbackDispatcher callbacks, TimeProvider clock)
{
    public void Send(Message message)
    {
        if (message.StatusCallback is not { } url)
            return;
        var webhook = new Webhook(WebhookPurpose.MessageStatus, url, message.StatusCallbackMethod, Describe(message))
        {
            MessageSid = message.Sid,
        };
        callbacks.Send(webhook);
    }

    private WebhookParameters Describe(Message message)
    {
        var parameters = new WebhookParameters
        {
            { "AccountSid", message.AccountSid },
            { "ApiVersion", CallParameters.ApiVersion },
            { "MessageSid", message.Sid },
            { "SmsSid", message.Sid },
            { "MessageStatus", message.Status },
            { "SmsStatus", message.Status },
            { "From", message.From },
            { "To", message.To },
        };
        parameters.AddIfSet("MessagingServiceSid", message.MessagingServiceSid);
        if (message.ErrorCode is { } code)
            parameters.Add("ErrorCode", $"{code}");
        // The carrier's receipt has minutes only: YYMMDDhhmm.
        if (message.Status is MessageStatus.Delivered or MessageStatus.Undelivered)
            parameters.Add("RawDlrDoneDate", clock.GetUtcNow().ToString("yyMMddHHmm", CultureInfo.InvariantCulture));
        return parameters;
    }
}
