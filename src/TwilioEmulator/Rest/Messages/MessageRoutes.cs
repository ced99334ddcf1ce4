using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messages;

internal static class MessageRoutes
{
    public static void MapMessages(this RouteGroupBuilder account)
    {
        account.MapPost("/Messages.json", CreateMessage.HandleAsync);
        account.MapGet("/Messages.json", List);
        account.MapGet("/Messages/{messageSid}.json", Fetch);
        account.MapPost("/Messages/{messageSid}.json", RedactAsync);
        account.MapDelete("/Messages/{messageSid}.json", Delete);
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store)
    {
        var query = context.Request.Query;
        var sent = new DateFilter(query, "DateSent");
        var messages = store
            .Messages.NewestFirst()
            .Where(message =>
                RestQuery.Matches(query["To"], message.To)
                && RestQuery.Matches(query["From"], message.From)
                && sent.Matches(message.DateSent)
            );
        return Paging.Page(
            context,
            "messages",
            messages,
            message => message.Sid,
            message => MessageResource.Of(message, accountSid)
        );
    }

    private static IResult Fetch(HttpContext context, string accountSid, string messageSid, EmulatorStore store) =>
        store.Messages.TryGet(messageSid, out var message)
            ? RestJson.Ok(MessageResource.Of(message, accountSid))
            : TwilioError.NotFound(context);

    /// <summary>The only change Twilio allows to a text: its body is taken out.</summary>
    private static async Task<IResult> RedactAsync(
        HttpContext context,
        string accountSid,
        string messageSid,
        EmulatorStore store
    )
    {
        if (!store.Messages.TryGet(messageSid, out var message))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (form.Text("Body") is not null)
            return TwilioError.BadRequest(20001, "Body can only be set to an empty string");
        if (form.Has("Body"))
        {
            if (!message.IsDone)
                return new TwilioError(
                    400,
                    20009,
                    "Cannot redact message because delivery of the message is not complete."
                );
            message.Body = "";
        }
        return RestJson.Ok(MessageResource.Of(message, accountSid));
    }

    private static IResult Delete(HttpContext context, string messageSid, EmulatorStore store)
    {
        if (!store.Messages.TryGet(messageSid, out var message))
            return TwilioError.NotFound(context);
        if (!message.IsDone)
            return new TwilioError(
                409,
                20009,
                "Cannot delete message because delivery of the message is not complete."
            );
        store.Messages.Remove(messageSid);
        return Results.NoContent();
    }
}
