using System.Net;
using TwilioServer.Journal;
using TwilioServer.Webhooks;

namespace TwilioServer.Spill;

/// <summary>Turns deliveries into records, and records into the entries that the deliveries would have been.</summary>
public sealed class SpilledDeliveries(IEnumerable<WebhookRoute> routes, DeliveryEntries entries, TimeProvider time)
{
    private readonly Dictionary<string, WebhookRoute> _routes = routes.ToDictionary(
        route => route.Type,
        StringComparer.Ordinal
    );

    /// <summary>A delivery as it is kept.</summary>
    public static SpillRecord Record(SpilledDelivery delivery, TimeProvider time)
    {
        var (entry, reply) = delivery;
        var webhook = entry.Webhook!;
        return new SpillRecord(
            entry.DeliveryId,
            entry.Identity,
            webhook.Type,
            webhook.Target,
            entry.At,
            webhook.SourceIp?.ToString(),
            [.. webhook.Parameters.SelectMany(parameter => new[] { parameter.Key, parameter.Value })],
            reply,
            time.GetElapsedTime(webhook.StartedAt).TotalMilliseconds,
            entry.OnlyTenant
        );
    }

    /// <summary>The entry of a record; null when this release knows no such webhook.</summary>
    public JournalEntry? Entry(SpillRecord record)
    {
        if (!_routes.TryGetValue(record.Type, out var route))
            return null;
        var delivery = new Delivery(
            route,
            record.Target,
            [.. record.Parameters.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[^1]))],
            record.SourceIp is { } address ? IPAddress.Parse(address) : null,
            record.DeliveryId,
            record.At,
            time.GetTimestamp()
        )
        {
            OnlyTenant = record.OnlyTenant,
            AnsweredAfter = TimeSpan.FromMilliseconds(record.AnsweredAfterMs),
        };
        return entries.Make(delivery, record.Identity, record.Reply);
    }
}
