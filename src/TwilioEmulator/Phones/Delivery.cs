namespace TwilioEmulator.Phones;

/// <summary>How a text to a virtual phone ends; <c>Never</c> leaves it at <c>sent</c>, with no receipt.</summary>
internal enum Delivery
{
    Delivered,
    Undelivered,
    Failed,
    Never,
}
