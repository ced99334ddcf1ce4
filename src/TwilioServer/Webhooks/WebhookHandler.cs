using System.Text;
using Microsoft.AspNetCore.Http.Features;
using TwilioServer.Journal;

namespace TwilioServer.Webhooks;

/// <summary>
/// Takes a delivery from the socket to the journal and answers with what was decided: verify, redact, identify, record.
/// It calls nobody; whatever touches the outside is a job.
/// </summary>
public sealed partial class WebhookHandler(
    RequestVerifier verifier,
    RefusalCounter refusals,
    EventJournal journal,
    DeliveryEntries entries,
    Ambient ambient,
    ILogger<WebhookHandler> logger
)
{
    public async Task HandleAsync(HttpContext context, WebhookRoute route)
    {
        var startedAt = ambient.Time.GetTimestamp();
        try
        {
            var (parameters, refusal) = await verifier.ReadAsync(context);
            if (parameters is null)
            {
                Refuse(context, refusal!);
                return;
            }
            await RecordAsync(context, route, Redactor.Redact(parameters), startedAt);
        }
        catch (BadHttpRequestException e)
        {
            Refuse(context, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? Refusal.TooLarge : Refusal.CutShort);
        }
        catch (Exception e) when (e is JournalFullException or JournalUnavailableException)
        {
            Log.NotRecorded(logger, route.Type, e.Message);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task RecordAsync(
        HttpContext context,
        WebhookRoute route,
        List<KeyValuePair<string, string>> parameters,
        long startedAt
    )
    {
        var delivery = new Delivery(
            route,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            parameters,
            context.Connection.RemoteIpAddress,
            ambient.NewId(),
            ambient.Time.GetUtcNow(),
            startedAt
        );
        if (entries.Make(delivery) is not { } entry)
        {
            Refuse(context, Refusal.MissingParameter);
            return;
        }
        CrashPoints.Reach(CrashPoints.WebhookBeforeJournal);
        var reply = await journal.AppendAsync(entry);
        CrashPoints.Reach(CrashPoints.WebhookBeforeAnswer);
        await AnswerAsync(context, route, reply.Body ?? entry.Webhook!.Fallback);
    }

    private static async ValueTask AnswerAsync(HttpContext context, WebhookRoute route, string? reply)
    {
        if (!route.AnswersTwiML)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        var body = Encoding.UTF8.GetBytes(reply ?? route.Fallback);
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private void Refuse(HttpContext context, Refusal refusal)
    {
        refusals.Count(refusal);
        context.Response.StatusCode = refusal.HttpStatus;
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "A {Type} webhook could not be recorded and was answered with 503: {Reason}"
        )]
        public static partial void NotRecorded(ILogger logger, string type, string reason);
    }
}
