using TwilioServer.RateLimits;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <summary>What holds for the number that a message is sent from.</summary>
/// <param name="tenants">Its own settings, and whether it is registered; null where nobody knows.</param>
/// <param name="usualRate">Segments a second from a number that has no rate of its own; 0 for Twilio's.</param>
public sealed class Sender(TenantDirectory? tenants = null, int usualRate = 0)
{
    /// <summary>Whether the carriers would drop it (10DLC).</summary>
    public bool IsUnregistered(MessageReference message) =>
        tenants is not null
        && NumberRegistration.Forbids(tenants.RegistrationOf(message.From), message.From, message.To);

    /// <summary>What the message takes of the number's time, and how urgent it is.</summary>
    public SendTurn TurnOf(MessageReference message) =>
        new(
            message.TenantId,
            message.From,
            TimeSpan.FromMicroseconds(Math.Ceiling(1_000_000.0 * Segments.Of(message.Body).Count / RateOf(message))),
            message.WaitsForHours ? SendLane.Bulk : SendLane.Conversation
        );

    private int RateOf(MessageReference message) =>
        tenants?.Find(message.TenantId)?.Numbers.GetValueOrDefault(message.From)?.MessagesPerSecond
        ?? (usualRate > 0 ? usualRate : TwilioRate(message.From));

    /// <summary>Message segments a second: https://help.twilio.com/articles/115002943027.</summary>
    internal static int TwilioRate(string number) =>
        PhoneNumber.IsShortCode(number) ? 100
        : PhoneNumber.IsTollFree(number) ? 3
        : 1;
}
