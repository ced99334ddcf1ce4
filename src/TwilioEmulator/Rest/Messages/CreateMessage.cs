using TwilioEmulator.Phones;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Rest.Messages;

/// <summary>POST Messages.json: accepts a text, which the carrier then takes to its phone.</summary>
internal static class CreateMessage
{
    private const int MaxBodyCharacters = 1600;
    private const int MaxMedia = 10;
    private const int MaxValidityPeriodSeconds = 36_000;

    public static async Task<IResult> HandleAsync(
        HttpRequest request,
        string accountSid,
        EmulatorStore store,
        PhoneBook phones,
        MessageCarrier carrier,
        TimeProvider clock
    )
    {
        var form = await Form.ReadAsync(request);
        if (CheckPresence(form) is { } missing)
            return missing;
        if (!E164.TryNormalise(form.Text("To"), out var to))
            return TwilioError.BadRequest(21211, $"Invalid 'To' Phone Number: {form.Text("To")}");
        var (sender, noSender) = MessageSender.Of(form, accountSid, store);
        if (sender is null)
            return noSender!;
        var refused = CheckContent(form) ?? sender.Check(to, store, phones);
        refused ??= MessageSchedule.Check(form, sender, clock.GetUtcNow());
        if (refused is not null)
            return refused;
        var message = carrier.Send(
            new OutgoingMessage(accountSid, to, form.Text("Body") ?? "", MessageDirection.OutboundApi)
            {
                From = sender.From,
                Service = sender.Service,
                StatusCallback = form.Text("StatusCallback") ?? DefaultCallback(form, sender, store),
                MediaUrls = form.List("MediaUrl"),
                SendAt = MessageSchedule.SendAt(form, sender),
            }
        );
        return RestJson.Created(MessageResource.Of(message));
    }

    /// <summary>A callback of the message's own comes before that of its application or its service.</summary>
    private static string? DefaultCallback(Form form, MessageSender sender, EmulatorStore store) =>
        store.Applications.TryGet(form.Text("ApplicationSid") ?? "", out var application)
            ? application.MessageStatusCallback ?? application.SmsStatusCallback
            : sender.Service?.StatusCallback;

    private static TwilioError? CheckPresence(Form form) =>
        form switch
        {
            _ when form.Text("To") is null => TwilioError.BadRequest(21604, "A 'To' phone number is required."),
            _ when form.Text("From") is null && form.Text("MessagingServiceSid") is null => TwilioError.BadRequest(
                21603,
                "A 'From' phone number is required."
            ),
            _ when form.Text("Body") is null && form.List("MediaUrl").Count == 0 => TwilioError.BadRequest(
                21602,
                "Message body is required."
            ),
            _ => null,
        };

    private static TwilioError? CheckContent(Form form)
    {
        if (form.Text("Body")?.Length > MaxBodyCharacters)
            return TwilioError.BadRequest(21617, "The concatenated message body exceeds the 1600 character limit.");
        if (form.Text("StatusCallback") is { } callback && WebhookUrl.Parse(callback) is null)
            return TwilioError.BadRequest(21609, $"The 'StatusCallback' URL {callback} is not a valid URL.");
        var media = form.List("MediaUrl");
        if (media.Count > MaxMedia)
            return TwilioError.BadRequest(21623, "Number of media files exceeds allowed limit");
        if (media.FirstOrDefault(url => WebhookUrl.Parse(url) is null) is { } invalid)
            return TwilioError.BadRequest(21620, $"Invalid media URL(s): {invalid}");
        return
            form.Has("ValidityPeriod")
            && form.Int("ValidityPeriod", 0, int.MaxValue) is < 1 or > MaxValidityPeriodSeconds
            ? TwilioError.BadRequest(20001, "ValidityPeriod must be between 1 and 36000 seconds.")
            : null;
    }
}
