using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messages;

internal static class MessageRoutes
{
    public static void MapMessages(this RouteGroupBuilder account)
    {
        account.MapPost("/Messages.json", CreateMessage.HandleAsync);
        account.MapGet("/Messages.json", List);
        account.MapGet("/Messages/{messageSid}.json", Fetch);
        account.MapPost("/Messages/{messageSid}.json", UpdateMessage.HandleAsync);
        account.MapDelete("/Messages/{messageSid}.json", Delete);
        account.MapMedia();
        account.MapFeedback();
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store)
    {
        var query = context.Request.Query;
        var sent = new DateFilter(query, "DateSent");
        var messages = store
            .Messages.Of(accountSid)
            .Where(message =>
                RestQuery.Matches(query["To"], message.To)
                && RestQuery.Matches(query["From"], message.From)
                && sent.Matches(message.DateSent)
            );
        return Paging.Page(context, "messages", messages, message => message.Sid, MessageResource.Of);
    }

    private static IResult Fetch(HttpContext context, string accountSid, string messageSid, EmulatorStore store) =>
        Found.Show(context, store.Messages, accountSid, messageSid, MessageResource.Of);

    private static IResult Delete(HttpContext context, string accountSid, string messageSid, EmulatorStore store)
    {
        if (!store.Messages.TryGet(accountSid, messageSid, out var message))
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
