using System.Net.Http.Headers;
using System.Text;

namespace TwilioEmulator.Rest;

/// <summary>Basic auth with the account's sid and auth token; another account's resources are not found.</summary>
internal sealed class RestAuthentication(RequestDelegate next, EmulatorOptions options)
{
    private readonly string expected = $"{options.AccountSid}:{options.AuthToken}";
    private readonly string ownPath = $"{RestApi.Prefix}/Accounts/{options.AccountSid}";

    public Task InvokeAsync(HttpContext context)
    {
        if (Credentials(context.Request) != expected)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Twilio API\"";
            return new TwilioError(401, 20003, "Authenticate").ExecuteAsync(context);
        }
        return context.Request.Path.StartsWithSegments(ownPath)
            ? next(context)
            : TwilioError.NotFound(context).ExecuteAsync(context);
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
