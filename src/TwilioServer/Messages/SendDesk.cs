using TwilioServer.Compliance;
using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <param name="wordText">Words the text of a missed call: its CallSid, the caller, the words.</param>
/// <summary>
/// Takes texts that others want sent. What as-call-service asks for while it is being told of a missed call is that call's
/// text: it gets the one that is on its way, never a second.
/// </summary>
internal sealed class SendDesk(
    IJournal journal,
    EventIdentity identity,
    TenantDirectory tenants,
    FeatureDirectory features,
    SendStore store,
    Func<string, ContactKey, string, CancellationToken, Task> wordText,
    Ambient ambient
)
{
    /// <summary>The status of a text-back that was decided against.</summary>
    public const string Suppressed = "suppressed";

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerLifetime = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan ManualLifetime = TimeSpan.FromHours(4);

    public async Task<SendAnswer> SendAsync(SendWish wish, string? idempotencyKey, CancellationToken cancellation)
    {
        if (ReasonAgainst(wish) is { } refusal)
            return new SendAnswer(null, refusal);
        if (await FindTextBackAsync(wish, cancellation) is { } textBack)
            return textBack.IntentId is { } known
                ? await AwaitAsync(known, cancellation)
                : SendAnswer.Of(new SentMessage(null, Suppressed, null, textBack.Reason));
        var isAnswer = await store.IsAnswerAsync(wish, ambient.Time.GetUtcNow() - AnswerLifetime, cancellation);
        if (!isAnswer && QuietHours.WaitFrom(wish.To, ambient.Time.GetUtcNow()) is null)
            return SendAnswer.Refused(
                StatusCodes.Status422UnprocessableEntity,
                "time-zone-unknown",
                "What time it is where this number is, is not known. Only a call or text of the last hour can be answered."
            );
        return await QueueAsync(wish, idempotencyKey, isAnswer, cancellation);
    }

    /// <summary>A text that waits to be worded is given these words, unless somebody was faster.</summary>
    private async Task<ReportedTextBack?> FindTextBackAsync(SendWish wish, CancellationToken cancellation)
    {
        var textBack = await store.FindReportedAsync(wish, cancellation);
        if (textBack is not { IsDeferred: true })
            return textBack;
        await wordText(textBack.CallSid, new ContactKey(wish.TenantId, wish.To), wish.Body, cancellation);
        return await store.FindReportedAsync(wish, cancellation);
    }

    private async Task<SendAnswer> QueueAsync(
        SendWish wish,
        string? idempotencyKey,
        bool isAnswer,
        CancellationToken cancellation
    )
    {
        var now = ambient.Time.GetUtcNow();
        var wait = isAnswer ? TimeSpan.Zero : QuietHours.WaitFrom(wish.To, now) ?? TimeSpan.Zero;
        var intentId = idempotencyKey is null
            ? ambient.NewId()
            : identity.OfOwn("message.intent", wish.TenantId.ToString("N"), idempotencyKey);
        var asked = new SendAsked(
            intentId,
            isAnswer ? MessageClass.Answer : MessageClass.Manual,
            wish.From,
            wish.To,
            wish.Body,
            now + wait,
            now + wait + (isAnswer ? AnswerLifetime : ManualLifetime)
        );
        var reply = await journal.AppendOwnAsync(Entry(asked, wish.TenantId, now), cancellation);
        if (reply.Outcome == JournalOutcome.Failed)
            throw new InvalidOperationException("A text that was asked for was kept aside.");
        if (reply.Outcome == JournalOutcome.Duplicate && !await store.IsSameAsync(intentId, wish, cancellation))
            return SendAnswer.Refused(
                StatusCodes.Status422UnprocessableEntity,
                "idempotency-key-reused",
                "This Idempotency-Key was used for another text. Nothing was sent."
            );
        if (reply.Body == SendAsked.Blocked)
            return SendAnswer.Refused(StatusCodes.Status403Forbidden, "opted-out", OptOuts.Reason);
        return wait > TimeSpan.Zero
            ? SendAnswer.Of(new SentMessage(null, "queued", intentId))
            : await AwaitAsync(intentId, cancellation);
    }

    private JournalEntry Entry(SendAsked asked, Guid tenantId, DateTimeOffset now)
    {
        var key = MessageState.KeyOf(asked.IntentId);
        return new JournalEntry
        {
            DeliveryId = ambient.NewId(),
            Identity = identity.OfOwn(asked.Type, key, ""),
            Type = asked.Type,
            At = now,
            ParametersJson = SendAskedJson.Write(asked),
            Kind = StreamKind.Message,
            StreamKey = key,
            CreatesStream = true,
            TenantId = tenantId,
            Contact = new ContactKey(tenantId, asked.To),
            Event = asked,
        };
    }

    /// <summary>Waits for what Twilio says, and not for long.</summary>
    private async Task<SendAnswer> AwaitAsync(Guid intentId, CancellationToken cancellation)
    {
        var since = ambient.Time.GetTimestamp();
        while (true)
        {
            var sent = await store.ReadAsync(intentId, cancellation);
            if (sent.Status is "failed" or "blocked" or "expired")
                return SendAnswer.Refused(
                    sent.Status == "blocked"
                        ? StatusCodes.Status403Forbidden
                        : StatusCodes.Status422UnprocessableEntity,
                    sent.Status == "blocked" ? "opted-out" : "not-sent",
                    sent.Reason ?? "The text was not sent."
                );
            if (sent.MessageSid is not null || ambient.Time.GetElapsedTime(since) >= AnswersWithin)
                return SendAnswer.Of(sent with { Reason = null });
            // Another process may be sending it: the row is what both know.
            await Task.Delay(LookEvery, ambient.Time, cancellation);
        }
    }

    private SendRefusal? ReasonAgainst(SendWish wish)
    {
        const int refused = StatusCodes.Status422UnprocessableEntity;
        if (tenants.Find(wish.TenantId) is null)
            return new SendRefusal(StatusCodes.Status404NotFound, "tenant-unknown", "There is no such tenant.");
        if (tenants.FindByNumber(wish.From)?.TenantId != wish.TenantId)
            return new SendRefusal(refused, "from-unknown", "from: expected one of the tenant's own numbers.");
        if (!PhoneNumber.CanBeTexted(wish.To) || tenants.FindByNumber(wish.To) is not null)
            return new SendRefusal(
                refused,
                "to-malformed",
                "to: expected a customer's E.164 number, such as +14155550123."
            );
        if (
            !PhoneNumber.IsNorthAmerican(wish.To)
            && !features.For(wish.TenantId).Features.HasFlag(Features.InternationalCalling)
        )
            return new SendRefusal(
                StatusCodes.Status403Forbidden,
                "international-off",
                "to: texts abroad are switched off (international_calling)."
            );
        return string.IsNullOrWhiteSpace(wish.Body) || wish.Body.Length > 1600 || wish.Body.Contains('\0')
            ? new SendRefusal(refused, "body-malformed", "body: expected 1 to 1,600 characters.")
            : null;
    }
}
