using TwilioEmulator.Phones;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messages;

/// <summary>Who sends a message: a number, a service, or a service by one number.</summary>
internal sealed record MessageSender(string? From, MessagingService? Service)
{
    public static (MessageSender? Sender, TwilioError? Error) Of(Form form, string accountSid, EmulatorStore store)
    {
        MessagingService? service = null;
        if (
            form.Text("MessagingServiceSid") is { } serviceSid
            && !store.MessagingServices.TryGet(accountSid, serviceSid, out service)
        )
            return (null, TwilioError.BadRequest(21701, "The Messaging Service does not exist"));
        if (form.Text("From") is not { } wanted)
            return service?.Pool.Count == 0
                ? (null, TwilioError.BadRequest(21704, "The Messaging Service contains no phone numbers"))
                : (new MessageSender(null, service), null);
        if (!E164.TryNormalise(wanted, out var from))
            return (null, TwilioError.BadRequest(21212, $"Invalid 'From' Phone Number: {wanted}"));
        return store.Numbers.TryGet(from, out var number) && number.AccountSid == accountSid
            ? (new MessageSender(from, service), null)
            : (
                null,
                TwilioError.BadRequest(
                    21606,
                    $"The 'From' phone number provided ({from}) is not a valid message-capable Twilio phone number for this destination."
                )
            );
    }

    /// <summary>Whether the message can go from here to there at all.</summary>
    public TwilioError? Check(string to, EmulatorStore store, PhoneBook phones)
    {
        if (From == to)
            return TwilioError.BadRequest(21266, "'To' and 'From' number cannot be the same");
        if (!phones.Get(to).IsReachableByText)
            return TwilioError.BadRequest(
                21612,
                $"The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: {From} via SMS."
            );
        // A STOP to one number of a service stops the whole service.
        var senders = Service?.Pool.Select(entry => entry.Number.PhoneNumber) ?? [];
        return senders.Append(From ?? "").Any(sender => store.OptOuts.Contains(to, sender))
            ? TwilioError.BadRequest(21610, "Attempt to send to unsubscribed recipient")
            : null;
    }
}
