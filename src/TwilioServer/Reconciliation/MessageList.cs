using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;
using TwilioServer.Webhooks;

namespace TwilioServer.Reconciliation;

/// <summary>Texts that came in, and how far those went that we sent.</summary>
internal sealed class MessageList(
    KnownStreams known,
    FetchedEvents events,
    TenantDirectory tenants,
    MediaFacts media,
    Ambient ambient
) : IListedResource
{
    /// <summary>As for calls.</summary>
    private static readonly TimeSpan WebhooksUnderWay = TimeSpan.FromSeconds(15);

    public string Name => "messages";

    public TimeSpan Overlap => TimeSpan.FromMinutes(10);

    /// <summary>
    /// Twilio filters messages by the date of sending alone, which a text that came in has from the first. Smaller pages
    /// than of calls: a body of 1,600 letters may take 10 kB as JSON, and an answer is read up to 4 MB.
    /// </summary>
    public IReadOnlyList<string> Lists(DateTimeOffset since) =>
        [$"Messages.json?DateSent%3E={ListFilter.Moment(since)}&PageSize=250"];

    public async Task<int> FeedAsync(Listing listing, TwilioPage page, CancellationToken cancellation)
    {
        var messages = page
            .Items.Select(ListedMessage.Read)
            .OfType<ListedMessage>()
            .Where(message => message.SentAt >= listing.Since && page.AsOf - message.SentAt >= WebhooksUnderWay)
            .ToList();
        if (messages.Count == 0)
            return 0;
        var states = await known.MessagesAsync(messages.Select(message => message.MessageSid), cancellation);
        var behind = ambient.Time.GetUtcNow() - page.AsOf;
        var fed = await Task.WhenAll(
            messages.Select(message => FeedAsync(listing, message, states, behind, cancellation))
        );
        return fed.Count(isNew => isNew);
    }

    /// <returns>Whether something of it was missing.</returns>
    private async Task<bool> FeedAsync(
        Listing listing,
        ListedMessage message,
        IReadOnlyDictionary<string, MessageStatus> states,
        TimeSpan behind,
        CancellationToken cancellation
    )
    {
        FetchedEvent? missing = null;
        if (states.TryGetValue(message.MessageSid, out var state))
            missing = Progress(message, state);
        else if (
            message is { Direction: "inbound", Status: "received" }
            && listing.OwnerOf(message.To, tenants) is { } tenant
        )
            missing = Received(
                message,
                await media.UrlsAsync(listing.Lists, message, cancellation),
                tenant.TenantId,
                behind
            );
        return missing is not null && await events.AppendAsync(missing, cancellation);
    }

    private static FetchedEvent Received(
        ListedMessage message,
        IReadOnlyList<string> mediaUrls,
        Guid tenantId,
        TimeSpan behind
    )
    {
        // Card numbers are taken out of a text that was listed as of one that was delivered.
        var parameters = Redactor.Redact([
            new("Body", message.Body),
            new("From", message.From),
            new("MessageSid", message.MessageSid),
            new("To", message.To),
        ]);
        var received = new MessageReceived(message.MessageSid, message.From, message.To, parameters[0].Value)
        {
            MediaUrls = mediaUrls.Count > 0 ? mediaUrls : null,
        };
        return new FetchedEvent(
            StreamKind.Message,
            message.MessageSid,
            received.Type,
            received,
            "",
            WebhookJson.Write([.. parameters, .. WebhookJson.Media(mediaUrls)])
        )
        {
            TenantId = tenantId,
            BeganAt = message.SentAt + behind,
            Contact = PhoneNumber.CanBeTexted(message.From) ? new ContactKey(tenantId, message.From) : null,
        };
    }

    /// <summary>Only a step forward is an event; and a message that we did not send is none of ours.</summary>
    private static FetchedEvent? Progress(ListedMessage message, MessageStatus state)
    {
        if (state.IsTerminal() || MessageStatusNames.FromTwilio(message.Status) is not { } listed || listed <= state)
            return null;
        var reported = new DeliveryReported(message.MessageSid, message.Status, message.ErrorCode);
        return new FetchedEvent(
            StreamKind.Message,
            message.MessageSid,
            reported.Type,
            reported,
            message.Status,
            WebhookJson.Write([
                new("ErrorCode", WebhookJson.Number(message.ErrorCode)),
                new("MessageSid", message.MessageSid),
                new("MessageStatus", message.Status),
            ])
        );
    }
}
