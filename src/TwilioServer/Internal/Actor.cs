namespace TwilioServer.Internal;

/// <summary>Who an internal request says that it acts for: a word for the audit log, believed because the key was shown.</summary>
internal static class Actor
{
    private const string Header = "X-Actor";

    public static string Of(HttpContext context) =>
        context.Request.Headers[Header] is [{ Length: > 0 and <= 100 } name]
        && !name.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? name
            : "internal";
}
