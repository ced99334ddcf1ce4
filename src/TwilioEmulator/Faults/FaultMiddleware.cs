using System.Text.Json.Nodes;
using TwilioEmulator.Rest;
using TwilioEmulator.Store;

namespace TwilioEmulator.Faults;

/// <summary>
/// Lets requests of the API fail as planned. It stands outside of everything else, so that what was done counts as
/// done, and time may be stepped, while an answer is held back. Its delays are real: so are the client's timeouts.
/// </summary>
internal sealed class FaultMiddleware(
    RequestDelegate next,
    FaultPlan plan,
    FirstCallbacks firsts,
    SidGenerator sids,
    TimeProvider clock
)
{
    private static readonly TwilioError ServerError = new(500, 20500, "An internal server error has occurred");

    public Task InvokeAsync(HttpContext context)
    {
        if (plan.IsEmpty || context.Request.Path.StartsWithSegments("/control"))
            return next(context);
        return plan.ForRequest(context.Request.Method, PathOf(context.Request)) switch
        {
            null => next(context),
            { Fault: FaultKind.TooManyRequests } => Refuse(context, new(429, 20429, "Too Many Requests")),
            { Fault: FaultKind.ErrorBefore } => Refuse(context, ServerError),
            { Fault: FaultKind.Redirect } rule => Results
                .Redirect(rule.LeadsTo, preserveMethod: true)
                .ExecuteAsync(context),
            { Fault: FaultKind.HugeBody } rule => HugeBody.SendAsync(
                context.Response,
                rule.ContentType ?? "image/jpeg",
                rule.Bytes ?? HugeBody.DefaultBytes,
                context.RequestAborted
            ),
            { } rule => RunAsync(context, rule),
        };
    }

    /// <summary>The path as the host of Twilio's has it that the request is for.</summary>
    private static PathString PathOf(HttpRequest request) => TwilioDomain.Of(request)?.Path ?? request.Path.Value;

    private Task Refuse(HttpContext context, TwilioError error)
    {
        context.Response.Headers["Twilio-Request-Id"] = sids.NextRequestId();
        return error.ExecuteAsync(context);
    }

    /// <summary>Lets the request be done, its answer held in memory, and then spoils the answer.</summary>
    private async Task RunAsync(HttpContext context, FaultRule rule)
    {
        firsts.Expect();
        try
        {
            var body = await HeldAsync(context);
            await SpoilAsync(context, rule, body);
        }
        finally
        {
            firsts.Unexpect();
        }
    }

    private async Task<byte[]> HeldAsync(HttpContext context)
    {
        var wire = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }
        return held.ToArray();
    }

    private async Task SpoilAsync(HttpContext context, FaultRule rule, byte[] body)
    {
        switch (rule.Fault)
        {
            case FaultKind.ErrorAfter:
                context.Response.Headers.ContentLength = null;
                await ServerError.ExecuteAsync(context);
                return;
            case FaultKind.TimeoutAfterAccept:
                await Task.Delay(rule.Delay, TimeProvider.System, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.Abort();
                return;
            case FaultKind.ResetAfterAccept:
                context.Abort();
                return;
            case FaultKind.CutBody:
                context.Response.ContentLength = body.Length;
                await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return;
            case FaultKind.WrongType:
                context.Response.ContentType = rule.ContentType ?? "text/html";
                break;
            case FaultKind.Slow:
                await Task.Delay(rule.Delay, TimeProvider.System, context.RequestAborted);
                break;
            case FaultKind.CallbackBeforeAnswer when SidOf(body) is { } sid:
                await firsts.WaitAsync(sid, rule.Delay, context.RequestAborted);
                break;
            case FaultKind.ListLag:
                body = LaggingList.Without(body, clock.GetUtcNow() - rule.Delay);
                break;
        }
        if (body.Length == 0)
            return;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static string? SidOf(byte[] body)
    {
        try
        {
            return (JsonNode.Parse(body) as JsonObject)?["sid"]?.GetValue<string>();
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
