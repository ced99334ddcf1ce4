using TwilioEmulator.TwiML;

namespace TwilioEmulator.Simulator;

/// <summary>A TwiML document and where it came from.</summary>
internal sealed record TwimlDocument(string Url, string Method, IReadOnlyList<Verb> Verbs)
{
    /// <summary>An absolute URL out of one that may be relative to this document; empty means this document itself.</summary>
    public string Resolve(string url)
    {
        if (url.Length == 0)
            return Url;
        if (
            url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        )
            return url;
        // Left as it is when nothing can be made of it: the request then fails with Twilio's error for a bad URL.
        return Uri.TryCreate(Url, UriKind.Absolute, out var from) && Uri.TryCreate(from, url, out var resolved)
            ? resolved.AbsoluteUri
            : url;
    }
}
