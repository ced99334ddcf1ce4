using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TwilioServer.TwilioApi;

/// <summary>One page of a list.</summary>
/// <param name="AsOf">Twilio's clock when it gave the page.</param>
public sealed record TwilioPage(IReadOnlyList<JsonElement> Items, DateTimeOffset AsOf);

/// <summary>Twilio could not be asked for a list.</summary>
public sealed class TwilioListException(string message) : Exception(message)
{
    /// <summary>Twilio has no such list, or not any more: asking again is in vain.</summary>
    public bool IsGone { get; init; }
}

/// <summary>
/// Twilio's lists, page by page and newest first: https://www.twilio.com/docs/usage/twilios-response#pagination. Reading
/// changes nothing, so a page that fails is asked for again.
/// </summary>
public sealed class TwilioLists(TwilioClient twilio, string accountSid, Ambient ambient)
{
    /// <summary>Pauses before a page is asked for again, each made up to twice as long by chance.</summary>
    private static readonly IReadOnlyList<TimeSpan> Pauses =
    [
        TimeSpan.FromMilliseconds(500),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(2),
    ];

    private readonly string _accountPath = $"/2010-04-01/Accounts/{accountSid}/";

    /// <summary>The pages of a list, one in memory at a time.</summary>
    /// <param name="resource">Below the account, with filters and page size.</param>
    /// <param name="key">The name under which a page holds its items.</param>
    /// <exception cref="TwilioListException">A page could not be had.</exception>
    public async IAsyncEnumerable<TwilioPage> PagesAsync(
        string resource,
        string key,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        for (string? next = resource; next is not null; )
        {
            var (body, date) = await PageAsync(next, cancellation);
            yield return new TwilioPage([.. body.GetProperty(key).EnumerateArray()], date ?? ambient.Time.GetUtcNow());
            next = body.Text("next_page_uri") is { } uri ? BelowAccount(uri) : null;
        }
    }

    /// <summary>All items of a list of one of Twilio's younger APIs: https://www.twilio.com/docs/usage/twilios-response.</summary>
    /// <param name="product">Such as <c>messaging</c>.</param>
    /// <param name="resource">Below its host, with filters and page size.</param>
    /// <param name="key">The name under which a page holds its items.</param>
    /// <exception cref="TwilioListException">A page could not be had.</exception>
    public async Task<IReadOnlyList<JsonElement>> AllAsync(
        string product,
        string resource,
        string key,
        CancellationToken cancellation
    )
    {
        var host = twilio.AddressOf(product);
        var items = new List<JsonElement>();
        for (Uri? next = new(host, resource); next is not null; )
        {
            var address = next;
            var (body, _) = await PageAsync(() => twilio.GetAsync(address, cancellation), resource, cancellation);
            items.AddRange(body.GetProperty(key).EnumerateArray());
            next = body.GetProperty("meta").Text("next_page_url") is { } url ? BelowHost(host, url) : null;
        }
        return items;
    }

    private Task<TwilioResult.Succeeded> PageAsync(string resource, CancellationToken cancellation) =>
        PageAsync(() => twilio.GetAsync(resource, cancellation), resource, cancellation);

    private async Task<TwilioResult.Succeeded> PageAsync(
        Func<Task<TwilioResult>> get,
        string resource,
        CancellationToken cancellation
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            var result = await get();
            if (result is TwilioResult.Succeeded page)
                return page;
            if (result is TwilioResult.Refused || attempt == Pauses.Count)
                throw new TwilioListException($"Twilio's list {Name(resource)} could not be read: {Reason(result)}.")
                {
                    IsGone = result is TwilioResult.Refused { HttpStatus: 404 or 410 },
                };
            await Task.Delay(Pauses[attempt] * (1 + ambient.NextDouble()), ambient.Time, cancellation);
        }
    }

    /// <summary>Credentials go with every request, so a page leads only to further pages of the same account.</summary>
    private string BelowAccount(string uri) =>
        uri.StartsWith(_accountPath, StringComparison.Ordinal)
            ? uri[_accountPath.Length..]
            : throw new TwilioListException("A page of Twilio's list leads out of the account.");

    private static Uri BelowHost(Uri host, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var next) && host.IsBaseOf(next)
            ? next
            : throw new TwilioListException("A page of Twilio's list leads to another host.");

    /// <summary>Without the filters: they may name a phone number, and this ends in a log.</summary>
    private static string Name(string resource) => resource.Split('?')[0];

    private static string Reason(TwilioResult result) =>
        result switch
        {
            TwilioResult.Refused refused => $"refused with {refused.HttpStatus}, {refused.Code}",
            TwilioResult.NotProcessed notProcessed => notProcessed.Reason,
            TwilioResult.Ambiguous ambiguous => ambiguous.Reason,
            _ => result.GetType().Name,
        };
}
