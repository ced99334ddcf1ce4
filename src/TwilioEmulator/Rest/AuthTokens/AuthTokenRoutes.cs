using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.AuthTokens;

/// <summary>
/// accounts.twilio.com: how an auth token is changed without a gap. Both tokens open the API until the secondary
/// one is promoted; webhooks are signed with the primary one, so with the new one from the promotion on.
/// </summary>
internal static class AuthTokenRoutes
{
    public static void MapAuthTokens(this RouteGroupBuilder accounts)
    {
        accounts.MapPost("/AuthTokens/Secondary", Create);
        accounts.MapDelete("/AuthTokens/Secondary", Delete);
        accounts.MapPost("/AuthTokens/Promote", Promote);
    }

    private static IResult Create(HttpContext context, SidGenerator sids, TimeProvider clock)
    {
        var account = context.Account();
        if (account.SecondaryAuthToken is not null)
            return TwilioError.BadRequest(20001, "Account already has a secondary auth token");
        var now = clock.GetUtcNow();
        (account.SecondaryAuthToken, account.SecondaryDateCreated) = (sids.Next(""), now);
        account.DateUpdated = now;
        return RestJson.Created(
            new
            {
                AccountSid = account.Sid,
                DateCreated = Iso8601.Format(now),
                DateUpdated = Iso8601.Format(now),
                account.SecondaryAuthToken,
                Url = context.BaseUrl() + "/v1/AuthTokens/Secondary",
            }
        );
    }

    private static IResult Delete(HttpContext context, TimeProvider clock)
    {
        var account = context.Account();
        if (account.SecondaryAuthToken is null)
            return TwilioError.NotFound(context);
        (account.SecondaryAuthToken, account.SecondaryDateCreated) = (null, null);
        account.DateUpdated = clock.GetUtcNow();
        return Results.NoContent();
    }

    private static IResult Promote(HttpContext context, TimeProvider clock)
    {
        var account = context.Account();
        var created = account.SecondaryDateCreated;
        if (!account.TryPromote())
            return TwilioError.NotFound(context);
        account.DateUpdated = clock.GetUtcNow();
        return RestJson.Ok(
            new
            {
                AccountSid = account.Sid,
                account.AuthToken,
                DateCreated = Iso8601.Format(created),
                DateUpdated = Iso8601.Format(account.DateUpdated),
                Url = context.BaseUrl() + "/v1/AuthTokens/Promote",
            }
        );
    }
}
