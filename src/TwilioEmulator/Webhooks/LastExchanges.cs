namespace TwilioEmulator.Webhooks;

/// <summary>The newest exchange of each call or message: what is wrong with its answer is found only when it is read.</summary>
internal sealed class LastExchanges
{
    private const int Capacity = 1000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, WebhookExchange> bySid = new(StringComparer.Ordinal);
    private readonly Queue<string> oldestFirst = new();

    public void Remember(WebhookExchange exchange)
    {
        if ((exchange.Webhook.CallSid ?? exchange.Webhook.MessageSid) is not { } sid)
            return;
        lock (gate)
        {
            if (bySid.TryAdd(sid, exchange))
                oldestFirst.Enqueue(sid);
            else
                bySid[sid] = exchange;
            if (oldestFirst.Count > Capacity)
                bySid.Remove(oldestFirst.Dequeue());
        }
    }

    public WebhookExchange? Of(string sid)
    {
        lock (gate)
            return bySid.GetValueOrDefault(sid);
    }
}
