using TwilioEmulator.Store;

namespace TwilioEmulator.Rest;

/// <summary>The two requests that are the same for every resource: show it, and delete it.</summary>
internal static class Found
{
    public static IResult Show<T>(
        HttpContext context,
        Table<T> table,
        string accountSid,
        string sid,
        Func<T, object> resourceOf
    )
        where T : class, IOwned =>
        table.TryGet(accountSid, sid, out var item) ? RestJson.Ok(resourceOf(item)) : TwilioError.NotFound(context);

    public static IResult Delete<T>(HttpContext context, Table<T> table, string accountSid, string sid)
        where T : class, IOwned
    {
        if (!table.TryGet(accountSid, sid, out _))
            return TwilioError.NotFound(context);
        table.Remove(sid);
        return Results.NoContent();
    }
}
