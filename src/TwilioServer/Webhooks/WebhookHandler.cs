using System.Text;
using TwilioServer.Internal;
using TwilioServer.Journal;

namespace TwilioServer.Webhooks;

/// <summary>
/// Takes a delivery from the socket to the journal and answers with what was decided: verify, redact, identify, record.
/// It calls nobody; whatever touches the outside is a job.
/// </summary>
internal sealed partial class WebhookHandler(
    RequestVerifier verifier,
    RefusalCounter refusals,
    EventJournal journal,
    DeliveryEntries entries,
    PublicUrls urls,
    WebhookRules rules,
    SourceAddresses sources,
    Ambient ambient,
    ILogger<WebhookHandler> logger
)
{
    public async Task HandleAsync(HttpContext context, WebhookRoute route)
    {
        var startedAt = ambient.Time.GetTimestamp();
        try
        {
            var verified = await verifier.ReadAsync(context);
            if (verified.Refusal is { } refusal)
                Refuse(context, refusal);
            else
                await RecordAsync(context, route, verified, startedAt);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // What was recorded stays; there is nobody left to answer.
        }
        catch (Exception e) when (e is JournalFullException or JournalUnavailableException)
        {
            Log.NotRecorded(logger, route.Type, e.Message);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task RecordAsync(HttpContext context, WebhookRoute route, VerifiedRequest verified, long startedAt)
    {
        var account = verified.Account!;
        var delivery = new Delivery(
            route,
            verified.Target,
            Redactor.Redact(verified.Parameters!),
            sources.Of(context),
            ambient.NewId(),
            ambient.Time.GetUtcNow(),
            startedAt
        )
        {
            AccountSid = account.AccountSid,
            OnlyTenant = account.TenantId,
        };
        if (entries.Make(delivery) is not { } entry)
        {
            Refuse(context, Refusal.MissingParameter);
            await Problem.WriteAsync(
                context,
                Refusal.MissingParameter.HttpStatus,
                Refusal.MissingParameter.Reason,
                $"A {route.Type} webhook lacks a parameter that it needs, or one is malformed. Nothing was changed."
            );
            return;
        }
        if (entry.CreatesStream && rules.CheckTenant(context, account, entry.TenantId) is { } refusal)
        {
            Refuse(context, refusal);
            return;
        }
        CrashPoints.Reach(CrashPoints.WebhookBeforeJournal);
        var reply = await journal.AppendAsync(entry);
        CrashPoints.Reach(CrashPoints.WebhookBeforeAnswer);
        if (reply.Outcome == JournalOutcome.Refused)
        {
            await RefuseStepAsync(context);
            return;
        }
        await AnswerAsync(context, route, reply.Body ?? entry.Webhook!.Fallback);
    }

    private async ValueTask AnswerAsync(HttpContext context, WebhookRoute route, string? reply)
    {
        if (!route.AnswersTwiML)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        var body = Encoding.UTF8.GetBytes(urls.WithToken(reply ?? route.Fallback));
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    /// <summary>Signed, and yet not what we gave out: whoever sent it may know why nothing happened.</summary>
    private Task RefuseStepAsync(HttpContext context)
    {
        refusals.Count(Refusal.WrongStep, sources.Of(context));
        return Problem.WriteAsync(
            context,
            Refusal.WrongStep.HttpStatus,
            Refusal.WrongStep.Reason,
            "This step does not follow in this call, or belongs to another call. Nothing was changed."
        );
    }

    private void Refuse(HttpContext context, Refusal refusal) => refusals.Refuse(context, refusal, sources.Of(context));

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
