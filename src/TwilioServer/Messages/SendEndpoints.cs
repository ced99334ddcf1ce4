using TwilioServer.Internal;

namespace TwilioServer.Messages;

/// <summary>
/// Texts that neighbours and operators want sent: <c>POST /internal/sms/send</c> as as-call-service calls it. The answer
/// waits for Twilio's SID for up to five seconds; after that it is an honest 202 with our own id.
/// </summary>
internal sealed class SendEndpoints(SendDesk desk)
{
    private const string Example =
        """{"to":"+14155550123","from":"+14155550100","body":"On our way.","tenantId":"0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11"}""";

    public void Map(IEndpointRouteBuilder routes, InternalKey key)
    {
        routes.MapPost("/internal/sms/send", key.Guard(SendAsync));
        routes.MapPost("/sms/send", key.Guard(SendAsync));
    }

    private async Task SendAsync(HttpContext context)
    {
        if (await JsonBody.ReadAsync(context, SendJson.Default.SendWish, Example, maxBytes: 16 * 1024) is not { } wish)
            return;
        var idempotencyKey = context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key] ? key : null;
        var answer = await desk.SendAsync(wish, idempotencyKey, context.RequestAborted);
        if (answer.Refusal is { } refusal)
        {
            await Problem.WriteAsync(context, refusal.Status, refusal.Code, refusal.Title);
            return;
        }
        context.Response.StatusCode =
            answer.Sent!.MessageSid is null && answer.Sent.Status != SendDesk.Suppressed
                ? StatusCodes.Status202Accepted
                : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(answer.Sent, SendJson.Default.SentMessage);
    }
}
