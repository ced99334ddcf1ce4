using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>
/// Takes texts that as-call-service wants sent. What it asks for while it is being told of a missed call is that call's text:
/// it gets the one that is on its way, never a second.
/// </summary>
/// <remarks>
/// Who asks may give up; only the waiting heeds that. A command that is broken off costs PostgreSQL a connection of its own and
/// a thread here, and a crowd that gives up at once would keep webhooks waiting.
/// </remarks>
/// <param name="wordText">Words the text of a missed call: its CallSid, the caller, the words.</param>
internal sealed class SendDesk(
    SendRules rules,
    SendQueue queue,
    SendStore store,
    Func<string, ContactKey, string, CancellationToken, Task> wordText,
    Ambient ambient
)
{
    /// <summary>The status of a text-back that was decided against.</summary>
    public const string Suppressed = "suppressed";

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public async Task<SendAnswer> SendAsync(SendWish wish, string? idempotencyKey, CancellationToken cancellation)
    {
        var text = new TextToSend(wish.TenantId, wish.From, wish.To, wish.Body);
        if (rules.ReasonAgainst(text) is { } reason)
            return new SendAnswer(null, reason);
        if (await FindTextBackAsync(text, cancellation) is { } textBack)
            return textBack.IntentId is { } known
                ? await AwaitAsync(known, cancellation)
                : SendAnswer.Of(new SentMessage(null, Suppressed, null, textBack.Reason));
        var now = ambient.Time.GetUtcNow();
        var isAnswer = await store.IsAnswerAsync(
            new ContactKey(text.TenantId, text.To),
            now - SendPlan.AnswerLifetime,
            cancellation
        );
        var (plan, contradiction) = SendPlan.For(text.To, new SendTimes(isAnswer), now);
        if (plan is null)
            return new SendAnswer(null, contradiction);
        var (intentId, refusal) = await queue.AddAsync(text, plan, idempotencyKey, cancellation);
        if (refusal is not null)
            return new SendAnswer(null, refusal);
        return plan.SendAt > now
            ? SendAnswer.Of(new SentMessage(null, "queued", intentId))
            : await AwaitAsync(intentId, cancellation);
    }

    /// <summary>A text that waits to be worded is given these words, unless somebody was faster.</summary>
    private async Task<ReportedTextBack?> FindTextBackAsync(TextToSend text, CancellationToken cancellation)
    {
        var textBack = await store.FindReportedAsync(text);
        if (textBack is not { IsDeferred: true })
            return textBack;
        await wordText(textBack.CallSid, new ContactKey(text.TenantId, text.To), text.Body, cancellation);
        return await store.FindReportedAsync(text);
    }

    /// <summary>Waits for what Twilio says, and not for long.</summary>
    private async Task<SendAnswer> AwaitAsync(Guid intentId, CancellationToken cancellation)
    {
        var since = ambient.Time.GetTimestamp();
        while (true)
        {
            var sent = await store.ReadAsync(intentId);
            if (sent.Status is "failed" or "blocked" or "expired")
                return SendAnswer.Refused(
                    sent.Status == "blocked"
                        ? StatusCodes.Status403Forbidden
                        : StatusCodes.Status422UnprocessableEntity,
                    sent.Status == "blocked"
                        ? sent.Reason == OptOuts.Reason
                            ? "opted-out"
                            : "blocked"
                        : "not-sent",
                    sent.Reason ?? "The text was not sent."
                );
            if (sent.MessageSid is not null || ambient.Time.GetElapsedTime(since) >= AnswersWithin)
                return SendAnswer.Of(sent with { Reason = null });
            // Another process may be sending it: the row is what both know.
            await Task.Delay(LookEvery, ambient.Time, cancellation);
        }
    }
}
