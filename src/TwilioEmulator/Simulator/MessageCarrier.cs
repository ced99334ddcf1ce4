using TwilioEmulator.Clock;
using TwilioEmulator.Events;
using TwilioEmulator.Phones;
using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>
/// Carries texts to virtual phones: queued, sending, sent, and then what the phone's setup says. Before that, what is
/// scheduled waits for its time, and what a service accepted for one of its numbers.
/// </summary>
internal sealed class MessageCarrier(
    EmulatorStore store,
    CarrierNetwork carriers,
    SendingRates rates,
    SenderPool pool,
    MessageCallbackSender callbacks,
    SidGenerator sids,
    VirtualClock clock,
    EventLog events
)
{
    private static readonly TimeSpan ServiceTime = TimeSpan.FromSeconds(0.1);

    public Message Send(OutgoingMessage wish)
    {
        var message = Add(wish);
        // The initial status gets no callback.
        message.MoveTo(InitialStatus(wish), clock.GetUtcNow());
        LogStatus(message);
        if (wish.SendAt is { } at)
            clock.Schedule(at - clock.GetUtcNow(), () => Release(message, wish));
        else
            Hand(message, wish);
        return message;
    }

    public Message AddReceived(string from, IncomingPhoneNumber number, string? serviceSid, string body, bool hasMedia)
    {
        var message = Add(
            new OutgoingMessage(number.AccountSid, number.PhoneNumber, body, MessageDirection.Inbound) { From = from },
            serviceSid,
            hasMedia
        );
        message.MoveTo(MessageStatus.Received, clock.GetUtcNow());
        LogStatus(message);
        return message;
    }

    /// <summary>Takes back what still waits for its time; false when it has gone.</summary>
    public bool TryCancel(Message message)
    {
        if (!message.TryMove(MessageStatus.Scheduled, MessageStatus.Canceled, clock.GetUtcNow()))
            return false;
        LogStatus(message);
        callbacks.Send(message);
        return true;
    }

    private static string InitialStatus(OutgoingMessage wish) =>
        wish switch
        {
            { SendAt: not null } => MessageStatus.Scheduled,
            { Service: not null } => MessageStatus.Accepted,
            _ => MessageStatus.Queued,
        };

    private void Release(Message message, OutgoingMessage wish)
    {
        if (!message.TryMove(MessageStatus.Scheduled, MessageStatus.Accepted, clock.GetUtcNow()))
            return;
        LogStatus(message);
        callbacks.Send(message);
        Hand(message, wish);
    }

    private void Hand(Message message, OutgoingMessage wish)
    {
        if (wish.Service is not { } service)
            Carry(message);
        else
            clock.Schedule(
                ServiceTime,
                () =>
                {
                    message.From = wish.From ?? pool.Choose(service, message.To) ?? "";
                    Advance(message, MessageStatus.Queued);
                    Carry(message);
                }
            );
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

    private Message Add(OutgoingMessage wish, string? serviceSid = null, bool hasMedia = false)
    {
        var message = new Message
        {
            Sid = sids.Next(hasMedia || wish.MediaUrls.Count > 0 ? "MM" : "SM"),
            AccountSid = wish.AccountSid,
            From = wish.From ?? "",
            To = wish.To,
            Body = wish.Body,
            Direction = wish.Direction,
            DateCreated = clock.GetUtcNow(),
            StatusCallback = wish.StatusCallback,
            StatusCallbackMethod = wish.StatusCallbackMethod,
            MessagingServiceSid = wish.Service?.Sid ?? serviceSid,
            SendAt = wish.SendAt,
            NumSegments = Segments.Count(wish.Body),
        };
        foreach (var url in wish.MediaUrls)
            message.Media.Add(
                new MessageMedia(
                    sids.Next("ME"),
                    wish.AccountSid,
                    message.Sid,
                    url,
                    MessageMedia.ContentTypeOf(url),
                    message.DateCreated
                )
            );
        store.Messages.Add(message);
        LogCreation(message);
        return message;
    }

    private void Advance(Message message, string status, int? errorCode = null)
    {
        message.MoveTo(status, clock.GetUtcNow(), errorCode);
        LogStatus(message);
        callbacks.Send(message);
    }

    private void LogCreation(Message message)
    {
        var data = new Dictionary<string, object?>
        {
            ["direction"] = message.Direction,
            ["from"] = message.From,
            ["to"] = message.To,
            ["body"] = message.Body,
            ["statusCallback"] = message.StatusCallback,
        };
        events.Add("message.created", messageSid: message.Sid, data: data);
    }

    private void LogStatus(Message message)
    {
        var data = new Dictionary<string, object?> { ["status"] = message.Status, ["errorCode"] = message.ErrorCode };
        events.Add("message.status", messageSid: message.Sid, data: data);
    }
}
