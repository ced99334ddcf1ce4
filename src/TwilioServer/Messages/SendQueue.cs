using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <summary>Puts a text that somebody wants sent into the journal, once for each key.</summary>
internal sealed class SendQueue(
    IJournal journal,
    EventIdentity identity,
    TenantDirectory tenants,
    SendStore store,
    Ambient ambient
)
{
    /// <param name="idempotencyKey">The same key of the same tenant is the same text; null: every request is another.</param>
    /// <returns>The intent, or why there is none.</returns>
    public async Task<(Guid IntentId, SendRefusal? Refusal)> AddAsync(
        TextToSend text,
        SendPlan plan,
        string? idempotencyKey,
        CancellationToken cancellation
    )
    {
        var intentId = idempotencyKey is null ? ambient.NewId() : IntentOf(text.TenantId, idempotencyKey);
        var isIntroduced = await store.IsIntroducedAsync(text.TenantId, text.To);
        var asked = Asked(text, plan, intentId, isIntroduced);
        var reply = await journal.AppendOwnAsync(Entry(asked, text.TenantId), cancellation);
        if (reply.Outcome == JournalOutcome.Failed)
            throw new InvalidOperationException("A text that was asked for was kept aside.");
        if (reply.Outcome == JournalOutcome.Duplicate)
            return await RepeatedAsync(text, plan, intentId) ?? (intentId, null);
        return reply.Body == SendAsked.Blocked
            ? Refused(intentId, StatusCodes.Status403Forbidden, "opted-out", OptOuts.Reason)
            : (intentId, null);
    }

    /// <summary>
    /// The text of a key that was used before, whatever is the case now: a repeat must not find that its moment has passed.
    /// </summary>
    /// <returns>Null where the key is new.</returns>
    public async Task<(Guid IntentId, SendRefusal? Refusal)?> FindAsync(TextToSend text, string idempotencyKey)
    {
        if (tenants.Find(text.TenantId) is null)
            return null;
        var now = ambient.Time.GetUtcNow();
        return await RepeatedAsync(
            text,
            new SendPlan(MessageClass.Manual, now, now),
            IntentOf(text.TenantId, idempotencyKey)
        );
    }

    private async Task<(Guid IntentId, SendRefusal? Refusal)?> RepeatedAsync(
        TextToSend text,
        SendPlan plan,
        Guid intentId
    ) =>
        (await store.FindAskedAsync(intentId))?.IsFor(text, Asked(text, plan, intentId, false).Body) switch
        {
            null => null,
            true => (intentId, null),
            false => Refused(
                intentId,
                StatusCodes.Status422UnprocessableEntity,
                "idempotency-key-reused",
                "This Idempotency-Key was used for another text. Nothing was sent."
            ),
        };

    private Guid IntentOf(Guid tenantId, string idempotencyKey) =>
        identity.OfOwn("message.intent", tenantId.ToString("N"), idempotencyKey);

    private static (Guid, SendRefusal?) Refused(Guid intentId, int status, string code, string title) =>
        (intentId, new SendRefusal(status, code, title));

    private SendAsked Asked(TextToSend text, SendPlan plan, Guid intentId, bool isIntroduced)
    {
        var settings = tenants.Find(text.TenantId)!.SettingsFor(text.From, ambient.Time.GetUtcNow());
        return new SendAsked(
            intentId,
            plan.Class,
            text.From,
            text.To,
            Introduction.Complete(text.Body, isIntroduced, settings.BusinessName, settings.Phrases),
            plan.SendAt,
            plan.ExpiresAt
        )
        {
            MediaUrls = text.MediaUrls,
            Times = new AskedTimes(text.SendAt, text.ExpiresAt),
        };
    }

    private JournalEntry Entry(SendAsked asked, Guid tenantId)
    {
        var key = MessageState.KeyOf(asked.IntentId);
        return new JournalEntry
        {
            DeliveryId = ambient.NewId(),
            Identity = identity.OfOwn(asked.Type, key, ""),
            Type = asked.Type,
            At = ambient.Time.GetUtcNow(),
            ParametersJson = SendAskedJson.Write(asked),
            Kind = StreamKind.Message,
            StreamKey = key,
            CreatesStream = true,
            TenantId = tenantId,
            Contact = new ContactKey(tenantId, asked.To),
            Event = asked,
        };
    }
}
