using TwilioServer.Internal;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>
/// Texts for operators and the platform: <c>POST /internal/messages</c> and <c>/internal/messages/bulk</c>, each with an
/// <c>Idempotency-Key</c>; <c>GET /internal/messages</c>, <c>GET /internal/messages/{id}</c>, and
/// <c>POST /internal/messages/{id}/cancel</c> while it waits.
/// </summary>
internal sealed class MessageEndpoints(
    MessageDesk desk,
    MessageList list,
    IJournal journal,
    EventIdentity identity,
    Ambient ambient
)
{
    private const string Example =
        """{"tenantId":"0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11","to":"+14155550123","body":"See you at nine.","sendAt":"2026-11-30T15:00:00Z"}""";

    private const string BulkExample =
        """{"tenantId":"0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11","body":"Hi {name}, …","recipients":[{"to":"+14155550123","fields":{"name":"Ann"}}]}""";

    private const int MaxBytes = 64 * 1024;
    private const int MaxBulkBytes = 1024 * 1024;

    public void Map(IEndpointRouteBuilder routes, InternalKey key)
    {
        routes.MapPost("/internal/messages", key.Guard(SendAsync));
        routes.MapPost("/internal/messages/bulk", key.Guard(SendBulkAsync));
        routes.MapGet("/internal/messages", key.Guard(ListAsync));
        routes.MapGet("/internal/messages/{id:guid}", key.Guard(context => ShowAsync(context, IdOf(context))));
        routes.MapPost("/internal/messages/{id:guid}/cancel", key.Guard(CancelAsync));
    }

    private async Task SendAsync(HttpContext context)
    {
        if (
            await KeyAsync(context) is not { } key
            || await JsonBody.ReadAsync(context, MessagesJson.Default.MessageWish, Example, MaxBytes) is not { } wish
        )
            return;
        var (id, refusal) = await desk.SendAsync(wish, key, context.RequestAborted);
        if (refusal is not null)
            await RefuseAsync(context, refusal);
        else
            await ShowAsync(context, id!.Value, StatusCodes.Status202Accepted);
    }

    private async Task SendBulkAsync(HttpContext context)
    {
        if (
            await KeyAsync(context) is not { } key
            || await JsonBody.ReadAsync(context, MessagesJson.Default.BulkWish, BulkExample, MaxBulkBytes)
                is not { } wish
        )
            return;
        var (results, refusal) = await desk.SendAsync(wish, key, context.RequestAborted);
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(
            new BulkAnswer(results!.Count(result => result.Id is not null), results!),
            MessagesJson.Default.BulkAnswer
        );
    }

    private async Task ListAsync(HttpContext context)
    {
        if (MessageFilter.Read(context.Request.Query) is not { } filter)
        {
            await Problem.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                "filter-malformed",
                "Expected tenantId, and if wanted status, class, number, before (a moment) and limit (1 to 500)."
            );
            return;
        }
        await context.Response.WriteAsJsonAsync(
            new MessagePage(await list.ListAsync(filter, context.RequestAborted)),
            MessagesJson.Default.MessagePage
        );
    }

    private async Task ShowAsync(HttpContext context, Guid id, int status = StatusCodes.Status200OK)
    {
        if (await list.FindAsync(id, context.RequestAborted) is not { } message)
        {
            await RefuseAsync(
                context,
                new SendRefusal(StatusCodes.Status404NotFound, "message-unknown", "There is no such text.")
            );
            return;
        }
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(message, MessagesJson.Default.MessageDocument);
    }

    private async Task CancelAsync(HttpContext context)
    {
        var id = IdOf(context);
        if (await list.FindAsync(id, context.RequestAborted) is not { } message)
        {
            await ShowAsync(context, id);
            return;
        }
        var reply = await journal.AppendOwnAsync(Entry(message), context.RequestAborted);
        if (reply.Body == SendCanceled.Done)
            await ShowAsync(context, id);
        else
            await RefuseAsync(
                context,
                new SendRefusal(
                    StatusCodes.Status409Conflict,
                    "message-not-waiting",
                    "Only a text that waits can be canceled."
                )
            );
    }

    private JournalEntry Entry(MessageDocument message)
    {
        var (canceled, key, id) = (new SendCanceled(), MessageState.KeyOf(message.Id), ambient.NewId());
        return new JournalEntry
        {
            DeliveryId = id,
            Identity = identity.OfOwn(canceled.Type, key, id.ToString("N")),
            Type = canceled.Type,
            At = ambient.Time.GetUtcNow(),
            Kind = StreamKind.Message,
            StreamKey = key,
            TenantId = message.TenantId,
            Event = canceled,
        };
    }

    private static async Task<string?> KeyAsync(HttpContext context)
    {
        if (context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 and <= 200 } key])
            return key;
        await RefuseAsync(
            context,
            new SendRefusal(
                StatusCodes.Status400BadRequest,
                "idempotency-key-missing",
                "Expected the header Idempotency-Key with up to 200 characters: the same key is the same text, however often it is asked for."
            )
        );
        return null;
    }

    private static Guid IdOf(HttpContext context) => Guid.Parse((string)context.Request.RouteValues["id"]!);

    private static Task RefuseAsync(HttpContext context, SendRefusal refusal) =>
        Problem.WriteAsync(context, refusal.Status, refusal.Code, refusal.Title);
}
