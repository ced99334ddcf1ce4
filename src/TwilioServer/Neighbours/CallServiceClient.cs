using System.Text.Json;
using TwilioServer.Tenants;

namespace TwilioServer.Neighbours;

/// <summary>What became of a report.</summary>
public enum ReportOutcome
{
    /// <summary>It was taken.</summary>
    Accepted,

    /// <summary>It surely was not processed, and may be made again.</summary>
    NotProcessed,

    /// <summary>It is refused, and always would be.</summary>
    Refused,

    /// <summary>Nobody can tell whether it was processed.</summary>
    Unknown,
}

/// <param name="ConversationId">What the neighbour calls the conversation; null where it names none.</param>
/// <param name="Reason">Status or error, never a body: it may hold numbers.</param>
public sealed record ReportResult(ReportOutcome Outcome, Guid? ConversationId, string? Reason)
{
    /// <summary>Whether it is refused because what it is about is not known there (any more).</summary>
    public bool IsGone { get; init; }
}

/// <summary>
/// Tells as-call-service of calls, as its code takes them rather than as its papers say. Each report is sent once; whether
/// it may be repeated is for the caller to know: the first is idempotent by CallSid, the second makes another conversation
/// and another text each time.
/// </summary>
public sealed class CallServiceClient(Uri baseUrl, string key) : ICallService, IDisposable
{
    private static readonly TimeSpan IncomingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>It calls back for the text before it answers, and gives that 30 s.</summary>
    private static readonly TimeSpan MissedTimeout = TimeSpan.FromSeconds(40);

    private readonly NeighbourHttp _http = new(baseUrl, key);

    /// <summary>Says that a call came in. Its model takes some names only in one spelling, so the body has both.</summary>
    /// <exception cref="ArgumentException">A number is not E.164, or there is no tenant: it would answer 500 for ever.</exception>
    public async Task<ReportResult> ReportIncomingAsync(
        string callSid,
        string from,
        string to,
        string direction,
        Guid tenantId,
        CancellationToken cancellation
    )
    {
        if (!PhoneNumber.IsE164(from) || !PhoneNumber.IsE164(to) || tenantId == Guid.Empty)
            throw new ArgumentException("as-call-service takes E.164 numbers and a tenant only.", nameof(callSid));
        // It knows four states of a call, of which a call that comes in has one. A timestamp with a zone breaks it: none.
        var body = new IncomingBody(
            callSid,
            callSid,
            from,
            from,
            to,
            to,
            "ringing",
            "ringing",
            direction,
            direction,
            tenantId
        );
        var answer = await _http.PostAsync(
            "/calls/incoming",
            JsonSerializer.SerializeToUtf8Bytes(body, NeighbourJson.Default.IncomingBody),
            IncomingTimeout,
            cancellation
        );
        return Judge(answer);
    }

    /// <summary>Says that a call was missed, which it must have been told of before.</summary>
    public async Task<ReportResult> ReportMissedAsync(string callSid, CancellationToken cancellation)
    {
        // Its other fields are optional, and a time of day with a zone breaks it.
        var answer = await _http.PostAsync(
            "/calls/missed",
            JsonSerializer.SerializeToUtf8Bytes(new MissedBody(callSid), NeighbourJson.Default.MissedBody),
            MissedTimeout,
            cancellation
        );
        return Judge(answer);
    }

    /// <summary>A text without words it refuses, and one that it takes for an attack; a conversation that it forgot is gone.</summary>
    public async Task<ReportResult> ReportTextAsync(
        Guid conversationId,
        string messageSid,
        string body,
        CancellationToken cancellation
    )
    {
        if (string.IsNullOrWhiteSpace(body))
            return new ReportResult(ReportOutcome.Refused, null, "It takes no text without words.");
        var answer = await _http.PostAsync(
            $"/conversations/{conversationId}/messages",
            JsonSerializer.SerializeToUtf8Bytes(new TextBody(messageSid, body), NeighbourJson.Default.TextBody),
            IncomingTimeout,
            cancellation
        );
        return answer.Status == System.Net.HttpStatusCode.NotFound
            ? new ReportResult(ReportOutcome.Refused, null, "It answered 404.") { IsGone = true }
            : Judge(answer);
    }

    public void Dispose() => _http.Dispose();

    private static ReportResult Judge(NeighbourAnswer answer)
    {
        if (answer.Status is not { } status)
            return new ReportResult(
                answer.MayHaveArrived ? ReportOutcome.Unknown : ReportOutcome.NotProcessed,
                null,
                answer.Reason
            );
        var reason = $"It answered {(int)status}.";
        return (int)status switch
        {
            >= 200 and < 300 => Taken(answer.Body.Span, reason),
            // Asked before anything is written there: a wrong key, a call that it does not know yet, too many.
            401 or 403 or 404 or 429 => new ReportResult(ReportOutcome.NotProcessed, null, reason),
            >= 300 and < 500 => new ReportResult(ReportOutcome.Refused, null, reason),
            _ => new ReportResult(ReportOutcome.Unknown, null, reason),
        };
    }

    /// <summary>The code puts the call below <c>data</c>, the papers at the top; an envelope may also say that it failed.</summary>
    private static ReportResult Taken(ReadOnlySpan<byte> body, string reason)
    {
        if (NeighbourJson.TryParse(body) is not { ValueKind: JsonValueKind.Object } json)
            return new ReportResult(ReportOutcome.Unknown, null, reason + " Its body is no JSON object.");
        if (json.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.False)
            return new ReportResult(ReportOutcome.Unknown, null, reason + " It says that it failed.");
        var data = NeighbourJson.Object(json, "data") ?? json;
        var call = NeighbourJson.Object(data, "call");
        return new ReportResult(
            ReportOutcome.Accepted,
            call is { } known
            && NeighbourJson.Text(known, "conversationId") is { } text
            && Guid.TryParse(text, out var id)
                ? id
                : null,
            null
        );
    }
}
