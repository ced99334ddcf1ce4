using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Keys;

/// <summary>Keys, and the same under their older name SigningKeys. What is made here is a standard key.</summary>
internal static class KeyRoutes
{
    public static void MapKeys(this RouteGroupBuilder account)
    {
        Map(account, "/Keys", "keys");
        Map(account, "/SigningKeys", "signing_keys");
    }

    private static void Map(RouteGroupBuilder account, string path, string listKey)
    {
        account.MapGet(
            path + ".json",
            (HttpContext context, string accountSid, EmulatorStore store) =>
                Paging.Page(context, listKey, store.Keys.Of(accountSid), key => key.Sid, KeyResource.Of)
        );
        account.MapPost(path + ".json", CreateAsync);
        account.MapGet(path + "/{sid}.json", Fetch);
        account.MapPost(path + "/{sid}.json", UpdateAsync);
        account.MapDelete(path + "/{sid}.json", Delete);
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, string accountSid, KeyMaker maker)
    {
        var form = await Form.ReadAsync(request);
        return RestJson.Created(
            KeyResource.OfNew(maker.Create(accountSid, form.Text("FriendlyName"), ApiKey.Standard))
        );
    }

    private static IResult Fetch(HttpContext context, string accountSid, string sid, EmulatorStore store) =>
        Found.Show(context, store.Keys, accountSid, sid, KeyResource.Of);

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string accountSid,
        string sid,
        EmulatorStore store,
        TimeProvider clock
    )
    {
        if (!store.Keys.TryGet(accountSid, sid, out var key))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        form.Set("FriendlyName", value => key.FriendlyName = value);
        key.DateUpdated = clock.GetUtcNow();
        return RestJson.Ok(KeyResource.Of(key));
    }

    private static IResult Delete(HttpContext context, string accountSid, string sid, EmulatorStore store) =>
        Found.Delete(context, store.Keys, accountSid, sid);
}
