using TwilioEmulator.TwiML;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Gets the TwiML of a call, from its fallback URL when the first place fails.</summary>
internal sealed class TwimlFetcher(WebhookSender sender, CallParameters parameters, TwimlProblemLog problems)
{
    /// <summary>The document, or null when neither the URL nor the fallback gave one.</summary>
    public async Task<TwimlDocument?> FetchAsync(CallSession session, DocumentRequest request)
    {
        try
        {
            return request.Inline is { } twiml
                ? Parse(session, request, twiml)
                : Read(session, request, await RequestAsync(session, request));
        }
        catch (TwimlException problem)
        {
            problems.Add(session, problem.Code, problem.Message, "error", request.Url);
            return FallbackFor(session, request, problem) is { } fallback ? await FetchAsync(session, fallback) : null;
        }
    }

    /// <summary>A request of a call that is over: Twilio makes it, and ignores the answer.</summary>
    public Task NotifyAsync(CallSession session, DocumentRequest request) => RequestAsync(session, request);

    private Task<WebhookResult> RequestAsync(CallSession session, DocumentRequest request)
    {
        var all = parameters.For(session.Call);
        all.AddRange(request.Parameters);
        return sender.SendAsync(
            new Webhook(request.Purpose, request.Url, request.Method, all) { CallSid = session.Call.Sid }
        );
    }

    private TwimlDocument Read(CallSession session, DocumentRequest request, WebhookResult result)
    {
        if (result.ErrorCode is { } code)
            throw new TwimlException(code, result.Error ?? "The request failed");
        if (!result.IsSuccess)
            throw new TwimlException(11200, $"Got HTTP {result.Status} response");
        var from = request with { Url = result.Url };
        return result.MediaType switch
        {
            "text/xml" or "application/xml" or "text/html" => Parse(session, from, result.Body),
            "text/plain" => ReadPlain(session, from, result.Body),
            { } type when type.StartsWith("audio/", StringComparison.Ordinal) => Of(from, PlayVerb.Of(result.Url)),
            var type => throw new TwimlException(12300, $"Invalid Content-Type: {type ?? "none"}"),
        };
    }

    private TwimlDocument ReadPlain(CallSession session, DocumentRequest request, string body)
    {
        try
        {
            return Parse(session, request, body);
        }
        catch (TwimlException)
        {
            return Of(request, SayVerb.Of(body));
        }
    }

    private TwimlDocument Parse(CallSession session, DocumentRequest request, string body)
    {
        var parsed = TwimlParser.ParseVoice(body);
        foreach (var warning in parsed.Warnings)
            problems.Add(session, 12200, warning, "warning", request.Url);
        return new TwimlDocument(request.Url, request.Method, parsed.Verbs);
    }

    private static TwimlDocument Of(DocumentRequest request, Verb verb) => new(request.Url, request.Method, [verb]);

    private static DocumentRequest? FallbackFor(CallSession session, DocumentRequest failed, TwimlException problem) =>
        session.Fallback is not { } fallback || failed.Purpose == WebhookPurpose.Fallback
            ? null
            : new DocumentRequest(WebhookPurpose.Fallback, fallback.Url, fallback.Method)
            {
                Parameters = [new("ErrorCode", $"{problem.Code}"), new("ErrorUrl", failed.Url)],
            };
}
