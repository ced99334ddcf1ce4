using TwilioEmulator.Simulator;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Rest.Messages;

/// <summary>POST Messages.json: accepts a text, which the carrier then takes to its phone.</summary>
internal static class CreateMessage
{
    private const int MaxBodyCharacters = 1600;
    private const int MaxValidityPeriodSeconds = 36_000;

    public static async Task<IResult> HandleAsync(
        HttpRequest request,
        string accountSid,
        EmulatorStore store,
        MessageCarrier carrier
    )
    {
        var form = await Form.ReadAsync(request);
        if (CheckPresence(form) is { } missing)
            return missing;
        if (!E164.TryNormalise(form.Text("To"), out var to))
            return TwilioError.BadRequest(21211, $"Invalid 'To' Phone Number: {form.Text("To")}");
        if (!E164.TryNormalise(form.Text("From"), out var from))
            return TwilioError.BadRequest(21212, $"Invalid 'From' Phone Number: {form.Text("From")}");
        if (CheckMeaning(form, from, to, store) is { } refused)
            return refused;
        var body = form.Text("Body")!;
        var message = carrier.Send(from, to, body, MessageDirection.OutboundApi, form.Text("StatusCallback"));
        return RestJson.Created(MessageResource.Of(message, accountSid));
    }

    private static TwilioError? CheckPresence(Form form) =>
        form switch
        {
            _ when form.Text("To") is null => TwilioError.BadRequest(21604, "A 'To' phone number is required."),
            _ when form.Text("From") is null => TwilioError.BadRequest(21603, "A 'From' phone number is required."),
            _ when form.Text("Body") is null => TwilioError.BadRequest(21602, "Message body is required."),
            _ => null,
        };

    private static TwilioError? CheckMeaning(Form form, string from, string to, EmulatorStore store)
    {
        if (!store.Numbers.TryGet(from, out _))
            return TwilioError.BadRequest(
                21606,
                $"The 'From' phone number provided ({from}) is not a valid message-capable Twilio phone number for this destination."
            );
        if (form.Text("Body")!.Length > MaxBodyCharacters)
            return TwilioError.BadRequest(21617, "The concatenated message body exceeds the 1600 character limit.");
        if (form.Text("StatusCallback") is { } callback && WebhookUrl.Parse(callback) is null)
            return TwilioError.BadRequest(21609, $"The 'StatusCallback' URL {callback} is not a valid URL.");
        if (
            form.Has("ValidityPeriod")
            && form.Int("ValidityPeriod", 0, int.MaxValue) is < 1 or > MaxValidityPeriodSeconds
        )
            return TwilioError.BadRequest(20001, "ValidityPeriod must be between 1 and 36000 seconds.");
        return store.OptOuts.Contains(to, from)
            ? TwilioError.BadRequest(21610, "Attempt to send to unsubscribed recipient")
            : null;
    }
}
