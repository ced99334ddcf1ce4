using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.RateLimits;

namespace TwilioServer.Messages;

/// <summary>
/// What is found out before permission is asked for, for a first POST and for a second copy alike: whether carriers would drop
/// the text, whether it could be taken for another, whose turn it is, and which cap is reached.
/// </summary>
public sealed class SendConditions(
    Sender? sender = null,
    SendRate? rate = null,
    DailyCaps? caps = null,
    PrefixCap? prefixCap = null,
    TwinWait? twinWait = null
)
{
    private readonly Sender _sender = sender ?? new Sender();

    /// <returns>Null where the text waits for its turn: the job is no longer this worker's.</returns>
    public async Task<SendRequested?> AskAsync(Job job, MessageReference message, CancellationToken cancellation)
    {
        // What will not leave waits for no turn and counts for nothing.
        if (_sender.IsUnregistered(message))
            return new SendRequested(IsUnregistered: true);
        if (twinWait is not null && !await twinWait.MayGoAsync(job, message, cancellation))
            return null;
        if (rate is not null && !await rate.MayGoAsync(job, _sender.TurnOf(message), cancellation))
            return null;
        return new SendRequested(await CapAsync(message, cancellation));
    }

    /// <summary>The setting whose cap the message is over; null where there is none.</summary>
    private async Task<string?> CapAsync(MessageReference message, CancellationToken cancellation)
    {
        if (
            prefixCap is not null
            && message.Class == MessageClass.TextBack.ToWord()
            && await prefixCap.ReachedAsync(message.To, message.CreatedAt, cancellation) is { } ofBlock
        )
            return ofBlock;
        return caps is null ? null : await caps.ReachedAsync(message.TenantId, cancellation);
    }
}
