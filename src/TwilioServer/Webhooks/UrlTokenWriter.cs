using System.Text;

namespace TwilioServer.Webhooks;

/// <summary>Puts the token into URLs: before the rest of the query, percent-encoded, as Twilio then signs it.</summary>
internal sealed class UrlTokenWriter(string? token)
{
    private const string Webhooks = "/webhooks/";
    private readonly string? _parameter = token is null
        ? null
        : $"{TargetQuery.TokenName}={Uri.EscapeDataString(token)}";

    public string AddToUrl(string url)
    {
        if (_parameter is null)
            return url;
        var end = url.IndexOf('#', StringComparison.Ordinal) is var fragment and >= 0 ? fragment : url.Length;
        return url.Insert(Place(url, end, out var text, "&"), text);
    }

    /// <summary>Into each URL of a webhook that stands as an attribute or a text in this XML.</summary>
    public string AddToDocument(string document, IReadOnlyList<string> bases)
    {
        if (_parameter is null)
            return document;
        var text = document;
        foreach (var address in bases)
            text = AddAfter(text, address + Webhooks);
        return text;
    }

    private string AddAfter(string document, string prefix)
    {
        var start = document.IndexOf(prefix, StringComparison.Ordinal);
        if (start < 0)
            return document;
        var text = new StringBuilder(document.Length + 4 * _parameter!.Length);
        var copied = 0;
        while (start >= 0)
        {
            var length = document.AsSpan(start).IndexOfAny('"', '<', '#');
            var end = length < 0 ? document.Length : start + length;
            var place = start + Place(document[start..end], end - start, out var added, "&amp;");
            text.Append(document, copied, place - copied).Append(added);
            copied = place;
            start = document.IndexOf(prefix, end, StringComparison.Ordinal);
        }
        return text.Append(document, copied, document.Length - copied).ToString();
    }

    private int Place(string url, int end, out string text, string separator)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        var hasQuery = query >= 0 && query < end;
        text = hasQuery ? _parameter + separator : "?" + _parameter;
        return hasQuery ? query + 1 : end;
    }
}
