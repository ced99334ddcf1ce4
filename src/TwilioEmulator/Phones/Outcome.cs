using TwilioEmulator.Store;

namespace TwilioEmulator.Phones;

/// <summary>What becomes of one text.</summary>
/// <param name="Status">The last status; null when no receipt ever comes.</param>
/// <param name="After">Virtual time from being sent to that status.</param>
internal sealed record Outcome(string? Status, int? ErrorCode, TimeSpan After)
{
    public const int LandlineError = 30006;
    public const int FilteredError = 30007;
    public const int UnregisteredError = 30034;

    /// <summary>A failed text never leaves Twilio.</summary>
    public bool IsSent => Status != MessageStatus.Failed;

    public static Outcome Of(VirtualPhone phone)
    {
        var after = TimeSpan.FromSeconds(phone.DeliveryAfterSeconds);
        return phone.Delivery switch
        {
            Delivery.Delivered => new(MessageStatus.Delivered, null, after),
            Delivery.Undelivered => new(MessageStatus.Undelivered, phone.DeliveryErrorCode, after),
            Delivery.Failed => new(MessageStatus.Failed, phone.DeliveryErrorCode, after),
            Delivery.Landline => new(MessageStatus.Undelivered, LandlineError, after),
            Delivery.Filtered => new(MessageStatus.Undelivered, FilteredError, after),
            Delivery.Unregistered => new(MessageStatus.Undelivered, UnregisteredError, after),
            _ => new(null, null, after),
        };
    }
}
