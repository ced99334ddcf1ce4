using System.Text.Json;
using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>The files of a text that nobody told us of: https://www.twilio.com/docs/messaging/api/media-resource.</summary>
/// <param name="apiBase">Where Twilio's API is: a webhook names files by their address there.</param>
internal sealed partial class MediaFacts(Uri apiBase, ILogger<MediaFacts> logger)
{
    /// <summary>Texts that leave share the connections: after an outage there may be hundreds of texts with files.</summary>
    private const int Questions = 2;

    private const string Suffix = ".json";
    private readonly SemaphoreSlim _questions = new(Questions);
    private readonly string _api = apiBase.GetLeftPart(UriPartial.Authority);

    /// <summary>Their addresses as the webhook would have named them, in its order.</summary>
    /// <exception cref="TwilioListException">Twilio could not be asked.</exception>
    public async Task<IReadOnlyList<string>> UrlsAsync(
        TwilioLists lists,
        ListedMessage message,
        CancellationToken cancellation
    )
    {
        if (message.NumMedia == 0)
            return [];
        var urls = new List<string>();
        await _questions.WaitAsync(cancellation);
        try
        {
            var resource = $"Messages/{Uri.EscapeDataString(message.MessageSid)}/Media.json?PageSize=50";
            await foreach (var page in lists.PagesAsync(resource, "media_list", cancellation))
                urls.AddRange(page.Items.Select(UrlOf).OfType<string>());
        }
        catch (TwilioListException refused) when (refused.IsGone)
        {
            // Deleted meanwhile. The text itself must not wait for what will never be there.
            Log.Gone(logger, message.MessageSid, refused.Message);
        }
        finally
        {
            _questions.Release();
        }
        urls.Reverse();
        return urls;
    }

    private string? UrlOf(JsonElement media) =>
        media.Text("uri") is { } uri && uri.EndsWith(Suffix, StringComparison.Ordinal)
            ? _api + uri[..^Suffix.Length]
            : null;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The files of {MessageSid} cannot be had: {Reason}")]
        public static partial void Gone(ILogger logger, string messageSid, string reason);
    }
}
