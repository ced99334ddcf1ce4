using System.Security.Cryptography;
using System.Text;

namespace TwilioServer.Internal;

/// <summary>Lets through whoever shows the internal key; compares in constant time.</summary>
public sealed class InternalKey(InternalKeySettings settings)
{
    private const string Bearer = "Bearer ";

    private readonly byte[][] _keys =
    [
        .. new[] { settings.Current, settings.Old }.OfType<string>().Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>An endpoint as only those may use it who have the key: others get 401.</summary>
    public RequestDelegate Guard(RequestDelegate endpoint) =>
        context => IsShownBy(context.Request) ? endpoint(context) : RefuseAsync(context);

    private static Task RefuseAsync(HttpContext context)
    {
        // A stranger's body is not read: where it ends is not for Kestrel alone to say.
        context.Response.Headers.Connection = "close";
        return Problem.WriteAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "internal-key-wrong",
            "This endpoint needs the internal key in X-Internal-Key, X-Service-Key or as a bearer token."
        );
    }

    internal bool IsShownBy(HttpRequest request)
    {
        if (Shown(request) is not { } shown)
            return false;
        var bytes = Encoding.UTF8.GetBytes(shown);
        var isRight = false;
        foreach (var key in _keys)
            isRight |= CryptographicOperations.FixedTimeEquals(bytes, key);
        return isRight;
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers["X-Internal-Key"] is [{ } ours])
            return ours;
        if (request.Headers["X-Service-Key"] is [{ } neighbours])
            return neighbours;
        return
            request.Headers.Authorization is [{ } authorization]
            && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..]
            : null;
    }
}
