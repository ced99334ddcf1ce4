using TwilioServer.Messages;

namespace TwilioServer.Simulation.Memory;

/// <summary>Texts with the same words, as tables in memory have them.</summary>
public sealed class MemoryTwins(MemoryTables tables) : ITwins
{
    public Task<bool> IsUnsettledAsync(
        MessageReference message,
        DateTimeOffset since,
        CancellationToken cancellation
    ) =>
        Task.FromResult(
            tables
                .MessagesTo(message.To)
                .Any(state =>
                    state.Status is MessageStatus.Sending or MessageStatus.Unknown
                    && (state.From, state.Body) == (message.From, message.Body)
                    && state.IntentId != message.IntentId
                    && (state.AttemptedAt ?? state.CreatedAt) > since
                )
        );

    public Task<IReadOnlySet<string>> OfOthersAsync(
        MessageReference message,
        IReadOnlyList<string> messageSids,
        CancellationToken cancellation
    )
    {
        var own = tables.StreamKeys.GetValueOrDefault(MessageState.KeyOf(message.IntentId));
        return Task.FromResult<IReadOnlySet<string>>(
            messageSids
                .Where(sid => tables.StreamKeys.TryGetValue(sid, out var stream) && stream != own)
                .ToHashSet(StringComparer.Ordinal)
        );
    }
}
