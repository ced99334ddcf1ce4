using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Spill;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Spill;

/// <summary>An entry that was spilled and made again is the entry that it was.</summary>
public sealed class SpilledDeliveriesTests
{
    private static readonly WebhookRoute[] Routes = [.. CallWebhooks.Routes, .. MessageWebhooks.Routes];

    [Fact]
    public void Whatever_was_delivered_is_the_same_entry_after_the_spill()
    {
        var tenants = new TenantDirectory(null!);
        tenants.Use(
            new TenantList(
                [new Tenant(Samples.TenantId, Samples.Settings, 1)],
                new Dictionary<string, Guid>(StringComparer.Ordinal) { [Samples.BusinessNumber] = Samples.TenantId }
            )
        );
        var entries = new DeliveryEntries(
            new EventIdentity(new byte[32]),
            Samples.Tenants(tenants),
            new PublicUrls(new WebhookSettings([new Uri(Samples.BaseUrl)])),
            Samples.AccountSid,
            NullLogger<DeliveryEntries>.Instance
        );
        var spilled = new SpilledDeliveries(Routes, entries, TimeProvider.System);
        Properties.Hold(
            Deliveries,
            delivery =>
            {
                var entry = entries.Make(delivery)!;
                var kept = SpilledDeliveries.Record(new SpilledDelivery(entry, "<Response/>"), TimeProvider.System);
                var again = spilled.Entry(SpillRecord.Decode(kept.Encode()))!;
                Assert.Equal(Essence(entry), Essence(again));
                Assert.Equal("<Response/>", again.GivenReply);
            }
        );
    }

    private static Gen<Delivery> Deliveries =>
        from route in Gen.Elements(Routes)
        from values in Texts.Storable.ArrayOf(8)
        from names in Gen.Elements("Body", "Digits", "X", "X", "Ünicode").ArrayOf(8)
        from target in Gen.Elements(
            "",
            "?n=2",
            "?i=" + new string('a', 32) + "&a=1",
            $"?c=7&t={Samples.TenantId:N}&n=3"
        )
        from seconds in Gen.Choose(0, 100_000)
        from address in Gen.Elements(null, "127.0.0.1", "::1", "2001:db8::7")
        select Delivery(
            route,
            IsOfLeg(route) ? $"?c=7&t={Samples.TenantId:N}&n=3&s={Samples.CallSid}" : target,
            names.Zip(values).Where(one => one.First != "Digits" || !IsOfLeg(route)),
            seconds,
            address
        );

    /// <summary>Requests of the forwarded leg name their call in the URL.</summary>
    private static bool IsOfLeg(WebhookRoute route) => route.Type is "whisper" or "key" or "amd";

    private static Delivery Delivery(
        WebhookRoute route,
        string query,
        IEnumerable<(string Name, string Value)> extra,
        int seconds,
        string? address
    )
    {
        List<KeyValuePair<string, string>> parameters =
        [
            new("AnsweredBy", "human"),
            new("CallSid", Samples.CallSid),
            new("CallStatus", "completed"),
            new("DialCallStatus", "busy"),
            new("Digits", "1"),
            new("From", Samples.CallerNumber),
            new("MessageSid", "SM1"),
            new("MessageStatus", "sent"),
            new("RecordingSid", "RE1"),
            new("RecordingStatus", "completed"),
            new("To", seconds % 3 == 0 ? Samples.OwnerNumber : Samples.BusinessNumber),
            .. extra.Select(one => KeyValuePair.Create(one.Name, one.Value)),
        ];
        RequestSignature.Sort(parameters);
        return new Delivery(
            route,
            route.Paths[0] + query,
            parameters,
            address is null ? null : IPAddress.Parse(address),
            Samples.TenantId,
            TestClock.Noon.AddSeconds(seconds).AddTicks(seconds),
            0
        );
    }

    private static object Essence(JournalEntry entry) =>
        (
            (entry.DeliveryId, entry.Identity, entry.Type, entry.At, entry.ParametersJson, entry.Kind),
            (entry.StreamKey, entry.CreatesStream, entry.TenantId, entry.Contact, entry.Event, entry.Origin),
            (entry.BaseUrl, entry.Webhook!.Type, entry.Webhook.SourceIp, entry.Webhook.CallSid),
            (entry.Webhook.MessageSid, entry.Webhook.Target, entry.Webhook.Fallback)
        );
}
