namespace TwilioEmulator.Rest.Usage;

/// <summary>How much of one thing an account has used within some days.</summary>
/// <param name="Count">How many there were, in <paramref name="CountUnit"/>.</param>
/// <param name="Usage">What is paid for, in <paramref name="UsageUnit"/>.</param>
internal sealed record UsageCategory(
    string Category,
    string Description,
    int Count,
    string CountUnit,
    int Usage,
    string UsageUnit,
    decimal Price
);
