using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Store;

/// <summary>The newest 10,000 alerts.</summary>
internal sealed class AlertLog(SidGenerator sids, EmulatorOptions options, TimeProvider clock)
{
    private const int Capacity = 10_000;

    private readonly Table<Alert> alerts = new();
    private readonly ConcurrentQueue<string> oldestFirst = new();

    public IReadOnlyList<Alert> NewestFirst() => alerts.NewestFirst();

    public bool TryGet(string sid, [NotNullWhen(true)] out Alert? alert) => alerts.TryGet(sid, out alert);

    /// <summary>Keeps an alert; the exchange is the request that failed, or whose answer was no good.</summary>
    public void Add(int code, string level, string message, string? resourceSid, WebhookExchange? exchange)
    {
        var alert = new Alert
        {
            Sid = sids.NextAlertSid(),
            AccountSid = OwnerOf(exchange),
            AlertText = Describe(code, level, message, exchange),
            ErrorCode = $"{code}",
            LogLevel = level,
            DateCreated = clock.GetUtcNow(),
            ResourceSid = resourceSid,
            RequestMethod = exchange?.Webhook.Method,
            RequestUrl = exchange?.Url,
            RequestVariables = exchange?.Variables,
            RequestHeaders = exchange?.RequestHeaders,
            ResponseHeaders = exchange?.Result.Headers,
            ResponseBody = exchange?.Result.Body,
        };
        alerts.Add(alert.Sid, alert);
        oldestFirst.Enqueue(alert.Sid);
        if (alerts.Count > Capacity && oldestFirst.TryDequeue(out var oldest))
            alerts.Remove(oldest);
    }

    /// <summary>Every request names the account that it is made for.</summary>
    private string OwnerOf(WebhookExchange? exchange) =>
        exchange?.Webhook.Parameters.FirstOrDefault(parameter => parameter.Key == "AccountSid").Value
        ?? options.AccountSid;

    private static string Describe(int code, string level, string message, WebhookExchange? exchange)
    {
        var pairs = new WebhookParameters { { "Msg", message }, { "ErrorCode", $"{code}" } };
        pairs.AddIfSet("httpResponse", exchange?.Result.Status?.ToString());
        pairs.AddIfSet("url", exchange?.Url);
        pairs.Add("LogLevel", level.ToUpperInvariant());
        return WebhookForm.Encode(pairs);
    }
}
