using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messages;

internal static class MediaRoutes
{
    public static void MapMedia(this RouteGroupBuilder account)
    {
        account.MapGet("/Messages/{messageSid}/Media.json", List);
        account.MapGet("/Messages/{messageSid}/Media/{sid}.json", Fetch);
        account.MapDelete("/Messages/{messageSid}/Media/{sid}.json", Delete);
        account.MapGet("/Messages/{messageSid}/Media/{sid}", Download);
    }

    private static IResult List(HttpContext context, string accountSid, string messageSid, EmulatorStore store)
    {
        if (!store.Messages.TryGet(accountSid, messageSid, out var message))
            return TwilioError.NotFound(context);
        var created = new DateFilter(context.Request.Query, "DateCreated");
        var media = message.Media.NewestFirst().Where(each => created.Matches(each.DateCreated));
        return Paging.Page(context, "media_list", media, each => each.Sid, Of);
    }

    private static IResult Fetch(
        HttpContext context,
        string accountSid,
        string messageSid,
        string sid,
        EmulatorStore store
    ) =>
        store.Messages.TryGet(accountSid, messageSid, out var message)
            ? Found.Show(context, message.Media, accountSid, sid, Of)
            : TwilioError.NotFound(context);

    private static IResult Delete(
        HttpContext context,
        string accountSid,
        string messageSid,
        string sid,
        EmulatorStore store
    ) =>
        store.Messages.TryGet(accountSid, messageSid, out var message)
            ? Found.Delete(context, message.Media, accountSid, sid)
            : TwilioError.NotFound(context);

    /// <summary>
    /// A file that came in is here. Of one that went out Twilio answers with where it is, too, though at Twilio that is a
    /// copy of it.
    /// </summary>
    private static IResult Download(
        HttpContext context,
        string accountSid,
        string messageSid,
        string sid,
        EmulatorStore store,
        MediaStore files
    ) =>
        store.Messages.TryGet(accountSid, messageSid, out var message) && message.Media.TryGet(sid, out var media)
            ? files.Find(messageSid, sid) is { } file
                ? Results.Bytes(file.Content, file.ContentType)
                : Results.Redirect(media.Url, preserveMethod: true)
            : TwilioError.NotFound(context);

    private static object Of(MessageMedia media) =>
        new
        {
            media.AccountSid,
            media.ContentType,
            DateCreated = Rfc2822.Format(media.DateCreated),
            DateUpdated = Rfc2822.Format(media.DateCreated),
            ParentSid = media.MessageSid,
            media.Sid,
            Uri = $"{RestApi.Prefix}/Accounts/{media.AccountSid}/Messages/{media.MessageSid}/Media/{media.Sid}.json",
        };
}
