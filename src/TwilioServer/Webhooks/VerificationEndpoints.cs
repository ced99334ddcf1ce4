using System.Text.Json.Serialization;
using TwilioServer.Internal;
using TwilioServer.TwiML;

namespace TwilioServer.Webhooks;

/// <summary>
/// What an operator asks about signatures. Nothing here has an effect, opens a way around a signature, or tells what the
/// right one would have been.
/// </summary>
internal sealed class VerificationEndpoints(
    RequestVerifier verifier,
    SignatureSelfTest selfTest,
    RefusalCounter refusals,
    SourceAddresses sources
)
{
    private static readonly string TestDocument = new VoiceResponse()
        .Say("This is a test of NeverMissCall. Your call has reached the service. Goodbye.")
        .Hangup()
        .ToString();

    public void Map(IEndpointRouteBuilder routes, InternalKey key)
    {
        routes.MapPost("/webhooks/test", FromHere(JudgeAsync));
        routes.MapPost("/test/webhook-validation", FromHere(TestOurselvesAsync));
        routes.MapPost("/debug/validate-signature", key.Guard(JudgeDescribedAsync));
        routes.MapMethods("/test/twiml", ["GET", "POST"], AnswerTestCallAsync);
    }

    /// <summary>For this machine alone. From elsewhere there is no such page.</summary>
    private static RequestDelegate FromHere(RequestDelegate endpoint) =>
        context =>
        {
            if (SourceAddresses.IsLocal(context))
                return endpoint(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };

    /// <summary>Whether this very request would be taken as Twilio's.</summary>
    private async Task JudgeAsync(HttpContext context)
    {
        var verified = await verifier.ReadAsync(context);
        await WriteAsync(context, new SignatureVerdict(verified.Refusal is null, verified.Refusal?.Reason));
    }

    private Task TestOurselvesAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(selfTest.Run(), SignatureJson.Default.SelfTestReport);

    /// <summary>Whether a request that an operator describes would be taken as Twilio's.</summary>
    private async Task JudgeDescribedAsync(HttpContext context)
    {
        if (await DescribedRequest.ReadAsync(context) is not { } described)
        {
            await Problem.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                "payload-malformed",
                "Expected a JSON object with url, signature, and params (an object of strings) or body (text)."
            );
            return;
        }
        await WriteAsync(context, selfTest.Judge(described));
    }

    /// <summary>What a test call is answered with, where it is pointed here: the operator hears that the way is open.</summary>
    private async Task AnswerTestCallAsync(HttpContext context)
    {
        var verified = HttpMethods.IsGet(context.Request.Method)
            ? verifier.ReadUrl(context)
            : await verifier.ReadAsync(context);
        if (verified.Refusal is { } refusal)
        {
            refusals.Refuse(context, refusal, sources.Of(context));
            return;
        }
        context.Response.ContentType = "text/xml; charset=utf-8";
        await context.Response.WriteAsync(TestDocument, context.RequestAborted);
    }

    private static Task WriteAsync(HttpContext context, SignatureVerdict verdict) =>
        context.Response.WriteAsJsonAsync(verdict, SignatureJson.Default.SignatureVerdict);
}

/// <summary>What became of a signature.</summary>
/// <param name="Reason">Why it is not valid, as the counter of refusals names it; null when it is.</param>
internal sealed record SignatureVerdict(bool Valid, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SignatureVerdict))]
[JsonSerializable(typeof(SelfTestReport))]
internal sealed partial class SignatureJson : JsonSerializerContext;
