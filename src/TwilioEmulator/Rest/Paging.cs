using System.Text.Json;
using System.Text.Json.Nodes;

namespace TwilioEmulator.Rest;

/// <summary>
/// One page of a list, newest first. The page token names the last item of the page before,
/// so that items created meanwhile shift nothing.
/// </summary>
internal static class Paging
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 1000;

    public static IResult Page<T>(
        HttpContext context,
        string key,
        IEnumerable<T> items,
        Func<T, string> sidOf,
        Func<T, object> resourceOf
    )
    {
        var query = context.Request.Query;
        var size = Math.Clamp(Number(query["PageSize"]) ?? DefaultPageSize, 1, MaxPageSize);
        var page = Math.Max(0, Number(query["Page"]) ?? 0);
        var token = query["PageToken"].ToString();
        var rest = token.StartsWith("PA", StringComparison.Ordinal)
            ? items.SkipWhile(item => sidOf(item) != token[2..]).Skip(1)
            : items.Skip(page * size);
        var taken = rest.Take(size + 1).ToList();
        var shown = taken.Take(size).ToList();
        var nextToken = taken.Count > size ? "PA" + sidOf(shown[^1]) : null;
        var resources = shown.Select(resourceOf).ToList();
        return RestJson.Ok(
            context.Domain() is { Product: not TwilioDomain.Api }
                ? MetaEnvelope(context, key, resources, page, size, nextToken)
                : Envelope(context, key, resources, page, size, nextToken)
        );
    }

    private static int? Number(string? text) => int.TryParse(text, out var number) ? number : null;

    private static JsonObject Envelope(
        HttpContext context,
        string key,
        List<object> resources,
        int page,
        int size,
        string? nextToken
    ) =>
        new()
        {
            [key] = JsonSerializer.SerializeToNode(resources, RestJson.Options),
            ["page"] = page,
            ["page_size"] = size,
            ["start"] = page * size,
            ["end"] = page * size + Math.Max(0, resources.Count - 1),
            ["uri"] = context.Request.Path + context.Request.QueryString,
            ["first_page_uri"] = Link(context, size, 0, null),
            ["next_page_uri"] = nextToken is null ? null : Link(context, size, page + 1, nextToken),
            ["previous_page_uri"] = page == 0 ? null : Link(context, size, page - 1, null),
        };

    /// <summary>The shape of every host but api.twilio.com: whole URLs, beside the items.</summary>
    private static JsonObject MetaEnvelope(
        HttpContext context,
        string key,
        List<object> resources,
        int page,
        int size,
        string? nextToken
    ) =>
        new()
        {
            [key] = JsonSerializer.SerializeToNode(resources, RestJson.Options),
            ["meta"] = new JsonObject
            {
                ["page"] = page,
                ["page_size"] = size,
                ["first_page_url"] = Link(context, size, 0, null),
                ["previous_page_url"] = page == 0 ? null : Link(context, size, page - 1, null),
                ["url"] = context.BaseUrl() + context.Domain()!.Path + context.Request.QueryString,
                ["next_page_url"] = nextToken is null ? null : Link(context, size, page + 1, nextToken),
                ["key"] = key,
            },
        };

    private static string Link(HttpContext context, int size, int page, string? token)
    {
        var filters = context
            .Request.Query.Where(pair => pair.Key is not ("PageSize" or "Page" or "PageToken"))
            .SelectMany(pair => pair.Value.Select(value => (pair.Key, Value: value ?? "")));
        var query = QueryString.Empty;
        foreach (var (name, value) in filters)
            query = query.Add(name, value);
        query = query.Add("PageSize", $"{size}").Add("Page", $"{page}");
        if (token is not null)
            query = query.Add("PageToken", token);
        return context.Domain() is { Product: not TwilioDomain.Api } domain
            ? domain.BaseUrl + domain.Path + query
            : context.Request.Path + query;
    }
}
