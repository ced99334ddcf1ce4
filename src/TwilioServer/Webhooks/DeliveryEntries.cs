using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Webhooks;

/// <summary>A verified and redacted delivery: all that an event is made of, and all that need be kept to make it again.</summary>
/// <param name="Target">Path and query as they were requested, without the URL token.</param>
/// <param name="Parameters">Redacted, sorted as they are signed.</param>
/// <param name="StartedAt">A timestamp of <see cref="TimeProvider.GetTimestamp"/>.</param>
public readonly record struct Delivery(
    WebhookRoute Route,
    string Target,
    IReadOnlyList<KeyValuePair<string, string>> Parameters,
    IPAddress? SourceIp,
    Guid DeliveryId,
    DateTimeOffset At,
    long StartedAt
)
{
    /// <summary>The account that signed; null for the service's own.</summary>
    public string? AccountSid { get; init; }

    /// <summary>The one tenant for which the account speaks; null where it speaks for all.</summary>
    public Guid? OnlyTenant { get; init; }

    /// <summary>How long the answer took, where it was given before the event reached the database.</summary>
    public TimeSpan? AnsweredAfter { get; init; }
}

/// <summary>
/// Makes the journal's entry of a delivery: when it comes in, and once more when one that was spilled is imported. The
/// same function does both, so that an import decides what the delivery would have been decided to mean.
/// </summary>
/// <param name="tenants">Whose a number is.</param>
public sealed partial class DeliveryEntries(
    EventIdentity identity,
    DeliveryTenants tenants,
    PublicUrls urls,
    string accountSid,
    ILogger<DeliveryEntries> logger
)
{
    /// <summary>Of each thread. Nothing shows this JSON in a page, so only what JSON itself demands is escaped.</summary>
    private static readonly ThreadLocal<(ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)> JsonBuffer = new(() =>
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        return (buffer, new Utf8JsonWriter(buffer, options));
    });

    /// <summary>The entry, or null when a parameter that the event needs is missing.</summary>
    /// <param name="known">The event's identity where it is known already.</param>
    /// <param name="givenReply">What was answered already, before the event could be decided.</param>
    public JournalEntry? Make(in Delivery delivery, Guid? known = null, string? givenReply = null)
    {
        var request = new WebhookRequest(delivery.Parameters, delivery.Target);
        if (delivery.Route.Read(request) is not { } happened)
            return null;
        var tenant = happened.BusinessNumber is { } number ? tenants.FindByNumber(number) : null;
        var isUnknown = happened.BusinessNumber is not null && tenant is null;
        if (isUnknown)
            Log.UnknownNumber(logger, delivery.Route.Type, PhoneNumber.Masked(happened.BusinessNumber!));
        return new JournalEntry
        {
            DeliveryId = delivery.DeliveryId,
            Identity =
                known ?? identity.OfWebhook(delivery.AccountSid ?? accountSid, delivery.Target, delivery.Parameters),
            Type = happened.Type,
            At = delivery.At,
            ParametersUtf8 = Json(delivery.Parameters),
            Kind = isUnknown ? StreamKind.None : happened.Kind,
            StreamKey = isUnknown ? null : happened.StreamKey,
            CreatesStream = tenant is not null,
            TenantId = tenant?.TenantId ?? delivery.OnlyTenant ?? happened.Step?.TenantId ?? Guid.Empty,
            OnlyTenant = delivery.OnlyTenant,
            Contact = Contact(happened, tenant, delivery.At),
            Step = happened.Step,
            Event = happened.Happened,
            Origin = happened.Origin,
            BaseUrl = urls.Primary,
            Webhook = Logged(delivery, request, isUnknown ? ReplyToUnknown(happened, request) : null),
            GivenReply = givenReply,
        };
    }

    private ContactKey? Contact(WebhookEvent happened, Tenant? tenant, DateTimeOffset at) =>
        tenant is not null
        && happened.ContactNumber is { } number
        && PhoneNumber.CanBeTexted(number)
        && (!happened.DecidesOnlyWhereNobodyRings || tenants.RingsNobody(tenant, happened.BusinessNumber!, at))
            ? new ContactKey(tenant.TenantId, number)
            : null;

    private string? ReplyToUnknown(WebhookEvent happened, WebhookRequest request) =>
        happened.AsksForUnknownNumber
            ? tenants.ReplyToUnknown?.Invoke(
                happened.BusinessNumber!,
                (int)Math.Min(request.NumberFromUrl("lookup") ?? 0, int.MaxValue)
            )
                ?? happened.UnknownNumberReply
            : happened.UnknownNumberReply;

    private static WebhookDelivery Logged(in Delivery delivery, WebhookRequest request, string? unknownNumberReply) =>
        new(
            delivery.Route.Type,
            delivery.SourceIp,
            request.Text("CallSid"),
            request.Text("MessageSid"),
            delivery.StartedAt
        )
        {
            Target = delivery.Target,
            Parameters = delivery.Parameters,
            AnsweredAfter = delivery.AnsweredAfter,
            Fallback = delivery.Route.AnswersTwiML ? unknownNumberReply ?? delivery.Route.Fallback : null,
        };

    private static byte[] Json(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var (buffer, json) = JsonBuffer.Value;
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        for (var i = 0; i < parameters.Count; i++)
        {
            // An object keeps the last value of a name; a name that comes twice keeps all of them, as an array.
            var last = i;
            while (last + 1 < parameters.Count && parameters[last + 1].Key == parameters[i].Key)
                last++;
            Write(json, parameters, i, last);
            i = last;
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(
        Utf8JsonWriter json,
        IReadOnlyList<KeyValuePair<string, string>> parameters,
        int first,
        int last
    )
    {
        if (first == last)
        {
            json.WriteString(parameters[first].Key, parameters[first].Value);
            return;
        }
        json.WriteStartArray(parameters[first].Key);
        for (var i = first; i <= last; i++)
            json.WriteStringValue(parameters[i].Value);
        json.WriteEndArray();
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "A {Type} webhook came for {Number}, which no tenant has. Add it with: twilio-server numbers add"
        )]
        public static partial void UnknownNumber(ILogger logger, string type, string number);
    }
}

/// <summary>What a delivery must know of tenants before it is an event.</summary>
/// <param name="FindByNumber">The tenant that owns a number, or null.</param>
/// <param name="RingsNobody">Whether a call to this number of the tenant is asked for a message at once.</param>
public sealed record DeliveryTenants(
    Func<string, Tenant?> FindByNumber,
    Func<Tenant, string, DateTimeOffset, bool> RingsNobody
)
{
    /// <summary>
    /// What a call to a number is answered that nobody has, after so many rounds of asking elsewhere; null where there is
    /// nothing left to ask.
    /// </summary>
    public Func<string, int, string?>? ReplyToUnknown { get; init; }
}
