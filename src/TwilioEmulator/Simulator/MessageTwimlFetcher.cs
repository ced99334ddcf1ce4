using TwilioEmulator.Events;
using TwilioEmulator.Store;
using TwilioEmulator.TwiML;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Gets the TwiML of an incoming message. An empty answer is a good one: nothing is to be replied.</summary>
internal sealed class MessageTwimlFetcher(WebhookSender sender, MediaStore media, EventLog events)
{
    public async Task<TwimlDocument?> FetchAsync(Message message, DocumentRequest request, FallbackUrl? fallback)
    {
        try
        {
            return Read(await RequestAsync(message, request), request, message);
        }
        catch (TwimlException problem)
        {
            LogProblem(message, request.Url, problem.Code, problem.Message, "error");
            if (fallback is null || request.Purpose == WebhookPurpose.Fallback)
                return null;
            var second = new DocumentRequest(WebhookPurpose.Fallback, fallback.Url, fallback.Method)
            {
                Parameters = [new("ErrorCode", $"{problem.Code}"), new("ErrorUrl", request.Url)],
            };
            return await FetchAsync(message, second, null);
        }
    }

    private Task<WebhookResult> RequestAsync(Message message, DocumentRequest request)
    {
        var parameters = Describe(message);
        parameters.AddRange(request.Parameters);
        return sender.SendAsync(
            new Webhook(request.Purpose, request.Url, request.Method, parameters)
            {
                MessageSid = message.Sid,
                IsVoice = false,
            }
        );
    }

    private WebhookParameters Describe(Message message)
    {
        var parameters = new WebhookParameters
        {
            { "AccountSid", message.AccountSid },
            { "ApiVersion", CallParameters.ApiVersion },
            { "MessageSid", message.Sid },
            { "SmsSid", message.Sid },
            { "SmsMessageSid", message.Sid },
            { "SmsStatus", MessageStatus.Received },
            { "From", message.From },
            { "To", message.To },
            { "Body", message.Body },
            { "NumSegments", $"{message.NumSegments}" },
        };
        media.AddTo(parameters, message);
        parameters.AddIfSet("MessagingServiceSid", message.MessagingServiceSid);
        parameters.AddIfSet("OptOutType", message.OptOutType);
        Geography.AddTo(parameters, "From", message.From);
        Geography.AddTo(parameters, "To", message.To);
        return parameters;
    }

    private TwimlDocument Read(WebhookResult result, DocumentRequest request, Message message)
    {
        if (result.ErrorCode is { } code)
            throw new TwimlException(code, result.Error ?? "The request failed");
        if (!result.IsSuccess)
            throw new TwimlException(11200, $"Got HTTP {result.Status} response");
        if (result.Body.Trim().Length == 0)
            return new TwimlDocument(result.Url, request.Method, []);
        if (result.MediaType is not ("text/xml" or "application/xml" or "text/html" or "text/plain"))
            throw new TwimlException(12300, $"Invalid Content-Type: {result.MediaType ?? "none"}");
        return Parse(result, request, message);
    }

    private TwimlDocument Parse(WebhookResult result, DocumentRequest request, Message message)
    {
        if (result.MediaType == "text/plain" && !result.Body.TrimStart().StartsWith('<'))
            return new TwimlDocument(result.Url, request.Method, [MessageVerb.Of(result.Body)]);
        var parsed = TwimlParser.ParseMessaging(result.Body);
        foreach (var warning in parsed.Warnings)
            LogProblem(message, result.Url, 12200, warning, "warning");
        return new TwimlDocument(result.Url, request.Method, parsed.Verbs);
    }

    private void LogProblem(Message message, string url, int code, string text, string level) =>
        events.Add(
            "twiml.error",
            messageSid: message.Sid,
            data: new Dictionary<string, object?>
            {
                ["code"] = code,
                ["message"] = text,
                ["level"] = level,
                ["url"] = url,
            }
        );
}
