using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messages;

/// <summary>The two changes that Twilio allows: the body is taken out, or a scheduled message is taken back.</summary>
internal static class UpdateMessage
{
    public static async Task<IResult> HandleAsync(
        HttpContext context,
        string accountSid,
        string messageSid,
        EmulatorStore store,
        MessageCarrier carrier
    )
    {
        if (!store.Messages.TryGet(accountSid, messageSid, out var message))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        var error = form.Text("Status") is { } status ? Cancel(message, status, carrier) : Redact(message, form);
        return error ?? RestJson.Ok(MessageResource.Of(message));
    }

    private static TwilioError? Cancel(Message message, string status, MessageCarrier carrier)
    {
        if (status != MessageStatus.Canceled)
            return TwilioError.BadRequest(20001, $"Status '{status}' is not valid");
        return carrier.TryCancel(message) ? null : new TwilioError(409, 30409, "This message cannot be canceled");
    }

    private static TwilioError? Redact(Message message, Form form)
    {
        if (form.Text("Body") is not null)
            return TwilioError.BadRequest(20001, "Body can only be set to an empty string");
        if (!form.Has("Body"))
            return null;
        if (!message.IsDone)
            return TwilioError.BadRequest(
                20009,
                "Cannot redact message because delivery of the message is not complete."
            );
        message.Body = "";
        return null;
    }
}
