namespace TwilioEmulator.Phones;

/// <summary>How a text to a virtual phone ends; <c>Never</c> leaves it at <c>sent</c>, with no receipt.</summary>
internal enum Delivery
{
    Delivered,
    Undelivered,
    Failed,
    Never,

    /// <summary>A landline, which no text reaches: undelivered with 30006.</summary>
    Landline,

    /// <summary>The carrier's filter takes it for spam: undelivered with 30007.</summary>
    Filtered,

    /// <summary>The carrier takes no texts from unregistered long codes: undelivered with 30034.</summary>
    Unregistered,
}
