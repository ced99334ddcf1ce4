using TwilioEmulator.Clock;
using TwilioEmulator.Events;
using TwilioEmulator.Phones;
using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>Carries texts to virtual phones: queued, sending, sent, and then what the phone's setup says.</summary>
internal sealed class MessageCarrier(
    EmulatorStore store,
    PhoneBook phones,
    MessageCallbackSender callbacks,
    SidGenerator sids,
    VirtualClock clock,
    EventLog events
)
{
    public Message Send(
        string from,
        string to,
        string body,
        string direction,
        string? statusCallback,
        string statusCallbackMethod = "POST"
    )
    {
        var message = Add(from, to, body, direction, statusCallback, statusCallbackMethod);
        // The initial status gets no callback.
        message.MoveTo(MessageStatus.Queued, clock.GetUtcNow());
        LogStatus(message);
        var phone = phones.Get(to);
        var total = TimeSpan.FromSeconds(phone.DeliveryAfterSeconds);
        clock.Schedule(total / 4, () => Advance(message, MessageStatus.Sending));
        if (phone.Delivery != Delivery.Failed)
            clock.Schedule(total / 2, () => Advance(message, MessageStatus.Sent));
        if (phone.Delivery != Delivery.Never)
            clock.Schedule(total, () => Conclude(message, phone));
        return message;
    }

    public Message AddReceived(string from, string to, string body)
    {
        var message = Add(from, to, body, MessageDirection.Inbound, null);
        message.MoveTo(MessageStatus.Received, clock.GetUtcNow());
        LogStatus(message);
        return message;
    }

    private Message Add(
        string from,
        string to,
        string body,
        string direction,
        string? statusCallback,
        string statusCallbackMethod = "POST"
    )
    {
        var message = new Message
        {
            Sid = sids.Next("SM"),
            From = from,
            To = to,
            Body = body,
            Direction = direction,
            DateCreated = clock.GetUtcNow(),
            StatusCallback = statusCallback,
            StatusCallbackMethod = statusCallbackMethod,
            NumSegments = Segments.Count(body),
        };
        store.Messages.Add(message.Sid, message);
        var data = new Dictionary<string, object?>
        {
            ["direction"] = direction,
            ["from"] = from,
            ["to"] = to,
            ["body"] = body,
            ["statusCallback"] = statusCallback,
        };
        events.Add("message.created", messageSid: message.Sid, data: data);
        return message;
    }

    private void Conclude(Message message, VirtualPhone phone)
    {
        var status = phone.Delivery switch
        {
            Delivery.Delivered => MessageStatus.Delivered,
            Delivery.Undelivered => MessageStatus.Undelivered,
            _ => MessageStatus.Failed,
        };
        Advance(message, status, phone.Delivery == Delivery.Delivered ? null : phone.DeliveryErrorCode);
    }

    private void Advance(Message message, string status, int? errorCode = null)
    {
        message.MoveTo(status, clock.GetUtcNow(), errorCode);
        LogStatus(message);
        callbacks.Send(message);
    }

    private void LogStatus(Message message)
    {
        var data = new Dictionary<string, object?> { ["status"] = message.Status, ["errorCode"] = message.ErrorCode };
        events.Add("message.status", messageSid: message.Sid, data: data);
    }
}
