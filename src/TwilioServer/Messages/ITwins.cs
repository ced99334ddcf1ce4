namespace TwilioServer.Messages;

/// <summary>What is known of texts with the same words between the same two numbers, which Twilio's list cannot tell apart.</summary>
public interface ITwins
{
    /// <summary>
    /// Whether one is on its way whose outcome nobody knows yet. Two that ask within the same milliseconds do not see each other.
    /// </summary>
    /// <param name="since">One whose POST was permitted before that is not looked for any more.</param>
    Task<bool> IsUnsettledAsync(MessageReference message, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>Those of these SIDs that are known to be another text's.</summary>
    Task<IReadOnlySet<string>> OfOthersAsync(
        MessageReference message,
        IReadOnlyList<string> messageSids,
        CancellationToken cancellation
    );
}
