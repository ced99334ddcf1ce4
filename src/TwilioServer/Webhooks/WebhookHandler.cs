using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Webhooks;

/// <summary>
/// Takes a delivery from the socket to the journal and answers with what was decided: verify, redact, identify, record.
/// It calls nobody; whatever touches the outside is a job.
/// </summary>
public sealed partial class WebhookHandler(
    RequestVerifier verifier,
    RefusalCounter refusals,
    EventJournal journal,
    EventIdentity identity,
    TenantDirectory tenants,
    PublicUrls urls,
    TwilioSettings twilio,
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
        var request = new WebhookRequest(parameters, context.Request);
        if (route.Read(request) is not { } happened)
        {
            Refuse(context, Refusal.MissingParameter);
            return;
        }
        var tenant = happened.BusinessNumber is { } number ? tenants.FindByNumber(number) : null;
        var isUnknown = happened.BusinessNumber is not null && tenant is null;
        if (isUnknown)
            Log.UnknownNumber(logger, route.Type, PhoneNumber.Masked(happened.BusinessNumber!));
        var entry = Entry(context, route, request, parameters, happened, tenant, isUnknown, startedAt);
        CrashPoints.Reach(CrashPoints.WebhookBeforeJournal);
        var reply = await journal.AppendAsync(entry);
        CrashPoints.Reach(CrashPoints.WebhookBeforeAnswer);
        await AnswerAsync(context, route, isUnknown ? happened.UnknownNumberReply : reply.Body ?? route.Fallback);
    }

    private JournalEntry Entry(
        HttpContext context,
        WebhookRoute route,
        WebhookRequest request,
        List<KeyValuePair<string, string>> parameters,
        WebhookEvent happened,
        Tenant? tenant,
        bool isUnknown,
        long startedAt
    )
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var tenantId = tenant?.TenantId ?? Guid.Empty;
        return new JournalEntry
        {
            DeliveryId = ambient.NewId(),
            Identity = identity.OfWebhook(twilio.AccountSid, target, parameters),
            Type = happened.Type,
            At = ambient.Time.GetUtcNow(),
            ParametersJson = Json(parameters),
            Kind = isUnknown ? StreamKind.None : happened.Kind,
            StreamKey = isUnknown ? null : happened.StreamKey,
            CreatesStream = tenant is not null,
            TenantId = tenantId,
            Contact =
                tenant is not null && happened.ContactNumber is { } contact && PhoneNumber.CanBeTexted(contact)
                    ? new ContactKey(tenantId, contact)
                    : null,
            Event = happened.Happened,
            Origin = happened.Origin,
            BaseUrl = urls.Primary,
            Webhook = new WebhookDelivery(
                route.Type,
                context.Connection.RemoteIpAddress,
                request.Text("CallSid"),
                request.Text("MessageSid"),
                startedAt
            ),
        };
    }

    private static string Json(List<KeyValuePair<string, string>> parameters)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
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
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, List<KeyValuePair<string, string>> parameters, int first, int last)
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

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "A {Type} webhook came for {Number}, which no tenant has. Add it with: twilio-server numbers add"
        )]
        public static partial void UnknownNumber(ILogger logger, string type, string number);
    }
}
