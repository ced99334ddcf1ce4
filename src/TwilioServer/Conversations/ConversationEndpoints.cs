using System.Text.Json.Serialization;
using TwilioServer.Internal;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tenants;

namespace TwilioServer.Conversations;

/// <summary>
/// Conversations as operators see and steer them: <c>GET /internal/conversations?tenantId=…</c>,
/// <c>GET /internal/conversations/{tenantId}/{customer}</c>, and <c>POST …/take-over</c>, <c>…/hand-back</c> or <c>…/close</c>.
/// </summary>
internal sealed class ConversationEndpoints(
    ConversationStore store,
    TenantDirectory tenants,
    IJournal journal,
    EventIdentity identity,
    Ambient ambient
)
{
    private static readonly TimeSpan Listed = TimeSpan.FromDays(7);
    private static readonly TimeSpan Shown = TimeSpan.FromDays(90);

    public void Map(IEndpointRouteBuilder routes, InternalKey key)
    {
        const string one = "/internal/conversations/{tenantId:guid}/{customer}";
        routes.MapGet("/internal/conversations", key.Guard(ListAsync));
        routes.MapGet(one, key.Guard(ShowAsync));
        routes.MapPost(one + "/take-over", key.Guard(context => HoldAsync(context, ConversationHolder.Owner)));
        routes.MapPost(one + "/hand-back", key.Guard(context => HoldAsync(context, ConversationHolder.Ai)));
        routes.MapPost(one + "/close", key.Guard(context => HoldAsync(context, null)));
    }

    private async Task ListAsync(HttpContext context)
    {
        if (!Guid.TryParse(context.Request.Query["tenantId"], out var tenantId) || tenants.Find(tenantId) is null)
        {
            await Problem.WriteAsync(
                context,
                StatusCodes.Status404NotFound,
                "tenant-unknown",
                "Expected the id of a tenant: /internal/conversations?tenantId=…"
            );
            return;
        }
        var since = ambient.Time.GetUtcNow() - Listed;
        await context.Response.WriteAsJsonAsync(
            new ConversationList(await store.ListAsync(tenantId, since, context.RequestAborted)),
            ConversationJson.Default.ConversationList
        );
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await CustomerAsync(context) is not { } customer)
            return;
        var contact = await store.ContactAsync(customer, context.RequestAborted);
        var lines = await store.HistoryAsync(customer, ambient.Time.GetUtcNow() - Shown, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            Detail(customer, contact, lines),
            ConversationJson.Default.ConversationDetail
        );
    }

    private async Task HoldAsync(HttpContext context, ConversationHolder? holder)
    {
        if (await CustomerAsync(context) is not { } customer)
            return;
        if (await store.LastTextAsync(customer, context.RequestAborted) is not { } sid)
        {
            await Problem.WriteAsync(
                context,
                StatusCodes.Status404NotFound,
                "conversation-unknown",
                "This customer has not written: there is no conversation to hold."
            );
            return;
        }
        var reply = await journal.AppendOwnAsync(
            Entry(customer, sid, new ConversationHeld(holder)),
            context.RequestAborted
        );
        if (reply.Outcome != JournalOutcome.Processed)
            throw new InvalidOperationException($"A conversation was not handed over: {reply.Outcome}.");
        var contact = await store.ContactAsync(customer, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            Detail(customer, contact, []),
            ConversationJson.Default.ConversationDetail
        );
    }

    private JournalEntry Entry(ContactKey customer, string messageSid, ConversationHeld held)
    {
        var id = ambient.NewId();
        return new JournalEntry
        {
            DeliveryId = id,
            Identity = identity.OfOwn(held.Type, messageSid, id.ToString("N")),
            Type = held.Type,
            At = ambient.Time.GetUtcNow(),
            ParametersJson = ReplyJson.Write(held),
            Kind = StreamKind.Message,
            StreamKey = messageSid,
            TenantId = customer.TenantId,
            OnlyTenant = customer.TenantId,
            Contact = customer,
            Event = held,
        };
    }

    private async Task<ContactKey?> CustomerAsync(HttpContext context)
    {
        var tenantId = Guid.Parse((string)context.Request.RouteValues["tenantId"]!);
        var number = (string)context.Request.RouteValues["customer"]!;
        if (tenants.Find(tenantId) is not null && PhoneNumber.IsE164(number))
            return new ContactKey(tenantId, number);
        await Problem.WriteAsync(
            context,
            StatusCodes.Status404NotFound,
            "conversation-unknown",
            "Expected a tenant and a customer's E.164 number: /internal/conversations/{tenantId}/+14155550123"
        );
        return null;
    }

    private static ConversationDetail Detail(
        ContactKey customer,
        ContactState contact,
        IReadOnlyList<SpokenLine> lines
    ) =>
        new(
            customer.PhoneNumber,
            contact.Holder?.ToWord(),
            contact.LastInboundAt,
            contact.OptedOutAt,
            contact.CallServiceConversationId,
            [
                .. lines.Select(line => new ConversationLine(
                    line.At,
                    line.Author is { } author ? author.ToString().ToLowerInvariant() : "customer",
                    line.Body
                )),
            ]
        );
}

internal sealed record ConversationList(IReadOnlyList<ConversationSummary> Conversations);

/// <param name="Messages">The last twenty of each side, the earliest first.</param>
internal sealed record ConversationDetail(
    string Customer,
    string? Holder,
    DateTimeOffset? LastInboundAt,
    DateTimeOffset? OptedOutAt,
    Guid? CallServiceConversationId,
    IReadOnlyList<ConversationLine> Messages
);

/// <param name="Author"><c>customer</c>, <c>ai</c>, <c>human</c> or <c>system</c>.</param>
internal sealed record ConversationLine(DateTimeOffset At, string Author, string Body);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConversationList))]
[JsonSerializable(typeof(ConversationDetail))]
internal sealed partial class ConversationJson : JsonSerializerContext;
