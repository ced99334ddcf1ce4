using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Accounts;

internal static class AccountRoutes
{
    private const int MaxFriendlyNameCharacters = 64;

    public static void MapAccounts(this WebApplication app)
    {
        app.MapGet($"{RestApi.Prefix}/Accounts.json", List);
        app.MapPost($"{RestApi.Prefix}/Accounts.json", CreateAsync);
        app.MapGet($"{RestApi.Prefix}/Accounts/{{sid}}.json", Fetch);
        app.MapPost($"{RestApi.Prefix}/Accounts/{{sid}}.json", UpdateAsync);
    }

    private static IResult List(HttpContext context, AccountBook accounts)
    {
        var query = context.Request.Query;
        var listed = accounts
            .ReachableBy(context.Account())
            .Where(account =>
                RestQuery.Matches(query["FriendlyName"], account.FriendlyName)
                && RestQuery.Matches(query["Status"], account.Status)
            );
        return Paging.Page(context, "accounts", listed, account => account.Sid, AccountResource.Of);
    }

    /// <summary>A sub-account cannot have sub-accounts of its own.</summary>
    private static async Task<IResult> CreateAsync(HttpContext context, AccountBook accounts, TimeProvider clock)
    {
        var owner = context.Account();
        if (owner.IsSubaccount)
            return TwilioError.BadRequest(20008, "A sub-account cannot create accounts");
        var form = await Form.ReadAsync(context.Request);
        if (CheckName(form) is { } error)
            return error;
        var name = form.Text("FriendlyName") ?? $"SubAccount Created at {Rfc2822.Format(clock.GetUtcNow())}";
        return RestJson.Created(AccountResource.Of(accounts.CreateSubaccount(owner, name)));
    }

    private static IResult Fetch(HttpContext context, string sid, AccountBook accounts) =>
        accounts.TryGet(sid, out var account)
            ? RestJson.Ok(AccountResource.Of(account))
            : TwilioError.NotFound(context);

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string sid,
        AccountBook accounts,
        TimeProvider clock
    )
    {
        if (!accounts.TryGet(sid, out var account))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if ((CheckName(form) ?? CheckStatus(form.Text("Status"), account)) is { } error)
            return error;
        account.FriendlyName = form.Text("FriendlyName") ?? account.FriendlyName;
        account.Status = form.Text("Status") ?? account.Status;
        account.DateUpdated = clock.GetUtcNow();
        return RestJson.Ok(AccountResource.Of(account));
    }

    private static TwilioError? CheckName(Form form) =>
        form.Text("FriendlyName")?.Length > MaxFriendlyNameCharacters
            ? TwilioError.BadRequest(20001, "FriendlyName must be at most 64 characters")
            : null;

    /// <summary>Closing is for ever, and only a sub-account can be suspended or closed by the API.</summary>
    private static TwilioError? CheckStatus(string? status, Account account) =>
        status switch
        {
            null => null,
            not (Account.Active or Account.Suspended or Account.Closed) => TwilioError.BadRequest(
                20001,
                $"Status '{status}' is not valid"
            ),
            _ when status == account.Status => null,
            _ when !account.IsSubaccount => TwilioError.BadRequest(20001, "Status of a main account cannot be changed"),
            _ when account.Status == Account.Closed => TwilioError.BadRequest(20001, "Account has been closed"),
            _ => null,
        };
}
