using TwilioEmulator.Clock;
using TwilioEmulator.Events;
using TwilioEmulator.Phones;
using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>Carries texts to virtual phones: queued, sending, sent, and then what the phone's setup says.</summary>
internal sealed class MessageCarrier(
    EmulatorStore store,
    CarrierNetwork carriers,
    SendingRates rates,
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
        Carry(message);
        return message;
    }

    public Message AddReceived(string from, string to, string body, bool hasMedia)
    {
        var message = Add(from, to, body, MessageDirection.Inbound, null, kind: hasMedia ? "MM" : "SM");
        message.MoveTo(MessageStatus.Received, clock.GetUtcNow());
        LogStatus(message);
        return message;
    }

    private void Carry(Message message)
    {
        var outcome = carriers.OutcomeOf(message.From, message.To);
        var turn = rates.Reserve(message.From, message.NumSegments);
        clock.Schedule(turn + outcome.After / 4, () => Advance(message, MessageStatus.Sending));
        if (outcome.IsSent)
            clock.Schedule(turn + outcome.After / 2, () => Advance(message, MessageStatus.Sent));
        if (outcome.Status is { } status)
            clock.Schedule(turn + outcome.After, () => Advance(message, status, outcome.ErrorCode));
    }

    private Message Add(
        string from,
        string to,
        string body,
        string direction,
        string? statusCallback,
        string statusCallbackMethod = "POST",
        string kind = "SM"
    )
    {
        var message = new Message
        {
            Sid = sids.Next(kind),
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
