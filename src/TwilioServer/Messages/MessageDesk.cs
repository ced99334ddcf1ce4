using System.Globalization;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <summary>Takes texts that operators and the platform want sent: now, at a moment, or to many.</summary>
internal sealed class MessageDesk(
    SendRules rules,
    SendQueue queue,
    SendStore store,
    TenantDirectory tenants,
    Ambient ambient
)
{
    /// <summary>How many recipients one request may name.</summary>
    public const int MostRecipients = 1000;

    public async Task<(Guid? Id, SendRefusal? Refusal)> SendAsync(
        MessageWish wish,
        string idempotencyKey,
        CancellationToken cancellation
    )
    {
        var (from, unclear) = From(wish.TenantId, wish.From);
        if (unclear is not null)
            return (null, unclear);
        var text = new TextToSend(wish.TenantId, from!, wish.To, wish.Body ?? "")
        {
            MediaUrls = wish.MediaUrls,
            SendAt = wish.SendAt,
            ExpiresAt = wish.ExpiresAt,
        };
        return await AddAsync(text, false, idempotencyKey, cancellation);
    }

    /// <summary>Each recipient stands alone: what is wrong with one keeps nobody else from a text.</summary>
    public async Task<(IReadOnlyList<BulkResult>? Results, SendRefusal? Refusal)> SendAsync(
        BulkWish wish,
        string idempotencyKey,
        CancellationToken cancellation
    )
    {
        if (wish.Recipients.Count is 0 or > MostRecipients)
            return (
                null,
                Unprocessable("recipients-malformed", $"recipients: expected 1 to {MostRecipients:N0} of them.")
            );
        if (
            wish.Recipients.Select(recipient => recipient.To).Distinct(StringComparer.Ordinal).Count()
            < wish.Recipients.Count
        )
            return (null, Unprocessable("recipients-malformed", "recipients: a number stands there twice."));
        var (from, unclear) = From(wish.TenantId, wish.From);
        if (unclear is not null)
            return (null, unclear);
        // Several at once share the journal's transactions.
        var results = new BulkResult[wish.Recipients.Count];
        await Parallel.ForAsync(
            0,
            results.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation },
            async (i, stop) => results[i] = await SendOneAsync(wish, from!, wish.Recipients[i], idempotencyKey, stop)
        );
        return (results, null);
    }

    private async Task<BulkResult> SendOneAsync(
        BulkWish wish,
        string from,
        BulkRecipient recipient,
        string idempotencyKey,
        CancellationToken cancellation
    )
    {
        if (Fill(wish.TenantId, from, wish.Body, recipient) is not { } body)
            return new BulkResult(
                recipient.To,
                null,
                null,
                "template-broken",
                "body: a placeholder has no value here."
            );
        var text = new TextToSend(wish.TenantId, from, recipient.To, body)
        {
            MediaUrls = wish.MediaUrls,
            SendAt = wish.SendAt,
            ExpiresAt = wish.ExpiresAt,
        };
        var (id, refusal) = await AddAsync(text, true, $"{idempotencyKey}:{recipient.To}", cancellation);
        return refusal is null
            ? new BulkResult(recipient.To, id, Segments.Of(body).Count, null, null)
            : new BulkResult(recipient.To, null, null, refusal.Code, refusal.Title);
    }

    private async Task<(Guid? Id, SendRefusal? Refusal)> AddAsync(
        TextToSend text,
        bool isBulk,
        string idempotencyKey,
        CancellationToken cancellation
    )
    {
        if (await queue.FindAsync(text, idempotencyKey) is var (known, reused))
            return (known, reused);
        if (rules.ReasonAgainst(text) is { } reason)
            return (null, reason);
        var now = ambient.Time.GetUtcNow();
        var isAnswer =
            !isBulk
            && text.SendAt is null
            && await store.IsAnswerAsync(
                new ContactKey(text.TenantId, text.To),
                now - SendPlan.AnswerLifetime,
                cancellation
            );
        var times = new SendTimes(isAnswer, isBulk, text.SendAt, text.ExpiresAt);
        var (plan, contradiction) = SendPlan.For(text.To, times, now);
        if (plan is null)
            return (null, contradiction);
        var (intentId, refusal) = await queue.AddAsync(text, plan, idempotencyKey, cancellation);
        return (intentId, refusal);
    }

    /// <summary>A tenant with one number need not say which.</summary>
    private (string? From, SendRefusal? Refusal) From(Guid tenantId, string? wanted)
    {
        if (wanted is not null)
            return (wanted, null);
        if (tenants.Find(tenantId) is null)
            return (null, new SendRefusal(StatusCodes.Status404NotFound, "tenant-unknown", "There is no such tenant."));
        var numbers = tenants.NumbersOf(tenantId);
        return numbers is [var only]
            ? (only, null)
            : (
                null,
                Unprocessable(
                    "from-missing",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"from: the tenant has {numbers.Count} numbers; expected one of them."
                    )
                )
            );
    }

    /// <returns>Null where a placeholder has no value.</returns>
    private string? Fill(Guid tenantId, string from, string template, BulkRecipient recipient)
    {
        if (tenants.Find(tenantId) is not { } tenant)
            return template;
        var fields = recipient.Fields ?? new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> known =
        [
            Templates.BusinessName,
            Templates.OpeningTime,
            .. fields.Keys.Select(name => $"{{{name}}}"),
        ];
        if (Templates.ProblemOf(template, known) is not null)
            return null;
        var settings = tenant.SettingsFor(from, ambient.Time.GetUtcNow());
        return Templates.Fill(
            template,
            placeholder => fields.TryGetValue(placeholder[1..^1], out var value) ? value : settings.Fill(placeholder)
        );
    }

    private static SendRefusal Unprocessable(string code, string title) =>
        new(StatusCodes.Status422UnprocessableEntity, code, title);
}
