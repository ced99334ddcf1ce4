using System.Net.Http.Headers;
using System.Text;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest;

/// <summary>
/// Basic auth with an account's sid and a token of it, or with an API key. A parent's credentials reach its
/// sub-accounts; another account's resources are not found.
/// </summary>
internal sealed class RestAuthentication(RequestDelegate next, AccountBook accounts, EmulatorStore store)
{
    private const string AccountsPath = $"{RestApi.Prefix}/Accounts";

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (MediaOwner(context.Request) is { } owner)
            return RunAsync(context, new RestCaller(owner, null));
        if (CallerOf(context.Request) is not { } caller || !MayAsk(caller, path))
            return RefuseAsync(context, 20003, "Authenticate");
        if (caller.Account.Status != Account.Active)
            return RefuseAsync(context, 20005, "Account not active");
        return IsWithinReach(caller.Account, path)
            ? RunAsync(context, caller)
            : TwilioError.NotFound(context).ExecuteAsync(context);
    }

    private Task RunAsync(HttpContext context, RestCaller caller)
    {
        context.Features.Set(caller);
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context, int code, string message)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Twilio API\"";
        return new TwilioError(401, code, message).ExecuteAsync(context);
    }

    private RestCaller? CallerOf(HttpRequest request)
    {
        if (Credentials(request)?.Split(':', 2) is not [var user, var password])
            return null;
        if (store.Keys.TryGet(user, out var key))
            return key.Secret == password && accounts.TryGet(key.AccountSid, out var its) ? new(its, key) : null;
        return accounts.TryGet(user, out var account) && account.Accepts(password) ? new(account, null) : null;
    }

    /// <summary>Only a token or a main key may see or change accounts, keys and tokens.</summary>
    private static bool MayAsk(RestCaller caller, PathString path) =>
        caller.Key is null or { Type: ApiKey.Main } || !IsAboutCredentials(path.Value ?? "");

    private static bool IsAboutCredentials(string path) =>
        path.StartsWith("/accounts.twilio.com/", StringComparison.Ordinal)
        || path.StartsWith("/iam.twilio.com/", StringComparison.Ordinal)
        || path.Split('/') switch
        {
            ["", "2010-04-01", "Accounts.json"] => true,
            ["", "2010-04-01", "Accounts", var sid] => sid.EndsWith(".json", StringComparison.Ordinal),
            ["", "2010-04-01", "Accounts", _, "Keys" or "Keys.json" or "SigningKeys" or "SigningKeys.json", ..] => true,
            _ => false,
        };

    private bool IsWithinReach(Account caller, PathString path) =>
        !path.StartsWithSegments(AccountsPath, out var rest)
        || !rest.HasValue
        || accounts.CanReach(caller, AccountSidOf(rest));

    /// <summary>Recordings and pictures need no credentials, unless an account asks for them: their URLs are secret.</summary>
    private Account? MediaOwner(HttpRequest request)
    {
        if (request.Method != "GET" || request.Headers.Authorization.Count > 0)
            return null;
        var isMedia = request.Path.Value?.Split('/') is ["", "2010-04-01", "Accounts", _, "Recordings", var recording]
            ? !recording.EndsWith(".json", StringComparison.Ordinal)
            : request.Path.Value?.Split('/') is ["", "2010-04-01", "Accounts", _, "Messages", _, "Media", var media]
                && !media.EndsWith(".json", StringComparison.Ordinal);
        request.Path.StartsWithSegments(AccountsPath, out var rest);
        return isMedia && accounts.TryGet(AccountSidOf(rest), out var owner) && !owner.MediaNeedsCredentials
            ? owner
            : null;
    }

    private static string AccountSidOf(PathString rest)
    {
        var first = rest.Value!.Split('/')[1];
        return first.EndsWith(".json", StringComparison.Ordinal) ? first[..^5] : first;
    }

    private static string? Credentials(HttpRequest request)
    {
        if (
            !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
        )
            return null;
        var bytes = new byte[header.Parameter?.Length ?? 0];
        return Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }
}
