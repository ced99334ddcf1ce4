using System.Text.Json;
using System.Text.Json.Nodes;
using TwilioEmulator.Rest.Keys;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Iam;

/// <summary>iam.twilio.com: the same keys, which here may be restricted by a policy.</summary>
internal static class IamKeyRoutes
{
    public static void MapIamKeys(this RouteGroupBuilder iam)
    {
        iam.MapGet("/Keys", List);
        iam.MapPost("/Keys", CreateAsync);
        iam.MapGet("/Keys/{sid}", Fetch);
        iam.MapPost("/Keys/{sid}", UpdateAsync);
        iam.MapDelete("/Keys/{sid}", Delete);
    }

    private static IResult List(HttpContext context, AccountBook accounts, EmulatorStore store)
    {
        var accountSid = context.Request.Query["AccountSid"].ToString();
        return accounts.CanReach(context.Account(), accountSid)
            ? Paging.Page(context, "keys", store.Keys.Of(accountSid), key => key.Sid, Listed)
            : TwilioError.BadRequest(20001, "AccountSid is required");
    }

    private static async Task<IResult> CreateAsync(HttpContext context, AccountBook accounts, KeyMaker maker)
    {
        var form = await Form.ReadAsync(context.Request);
        if (form.Text("AccountSid") is not { } accountSid || !accounts.CanReach(context.Account(), accountSid))
            return TwilioError.BadRequest(20001, "AccountSid is required");
        var type = form.Text("KeyType") ?? ApiKey.Standard;
        if (type is not (ApiKey.Standard or ApiKey.Restricted))
            return TwilioError.BadRequest(20001, $"KeyType '{type}' is not valid");
        if (!TryReadPolicy(form, out var policy) || (type == ApiKey.Restricted && policy is null))
            return TwilioError.BadRequest(20001, "Policy must be a JSON object");
        var key = maker.Create(accountSid, form.Text("FriendlyName"), type, policy);
        return RestJson.Created(
            new
            {
                key.Sid,
                key.FriendlyName,
                DateCreated = Rfc2822.Format(key.DateCreated),
                DateUpdated = Rfc2822.Format(key.DateUpdated),
                key.Secret,
                key.Policy,
            }
        );
    }

    private static IResult Fetch(HttpContext context, string sid, AccountBook accounts, EmulatorStore store) =>
        Find(context, sid, accounts, store) is { } key ? RestJson.Ok(Shown(key)) : TwilioError.NotFound(context);

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string sid,
        AccountBook accounts,
        EmulatorStore store,
        TimeProvider clock
    )
    {
        if (Find(context, sid, accounts, store) is not { } key)
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (!TryReadPolicy(form, out var policy))
            return TwilioError.BadRequest(20001, "Policy must be a JSON object");
        form.Set("FriendlyName", value => key.FriendlyName = value);
        key.Policy = policy ?? key.Policy;
        key.DateUpdated = clock.GetUtcNow();
        return RestJson.Ok(Shown(key));
    }

    private static IResult Delete(HttpContext context, string sid, AccountBook accounts, EmulatorStore store)
    {
        if (Find(context, sid, accounts, store) is null)
            return TwilioError.NotFound(context);
        store.Keys.Remove(sid);
        return Results.NoContent();
    }

    private static ApiKey? Find(HttpContext context, string sid, AccountBook accounts, EmulatorStore store) =>
        store.Keys.TryGet(sid, out var key) && accounts.CanReach(context.Account(), key.AccountSid) ? key : null;

    private static object Listed(ApiKey key) =>
        new
        {
            key.Sid,
            key.FriendlyName,
            DateCreated = Rfc2822.Format(key.DateCreated),
            DateUpdated = Rfc2822.Format(key.DateUpdated),
            Flags = new[] { "rest_api", key.Type },
        };

    private static object Shown(ApiKey key) =>
        new
        {
            key.Sid,
            key.FriendlyName,
            DateCreated = Rfc2822.Format(key.DateCreated),
            DateUpdated = Rfc2822.Format(key.DateUpdated),
            key.Policy,
        };

    private static bool TryReadPolicy(Form form, out JsonObject? policy)
    {
        policy = null;
        if (form.Text("Policy") is not { } text)
            return true;
        try
        {
            policy = JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
        return policy is not null;
    }
}
