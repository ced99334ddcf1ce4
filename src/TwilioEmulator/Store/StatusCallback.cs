namespace TwilioEmulator.Store;

/// <summary>Where a call reports its progress, and which of initiated, ringing, answered and completed it reports.</summary>
internal sealed record StatusCallback(string Url, string Method, IReadOnlySet<string> Events)
{
    /// <summary>Without a list Twilio reports <c>completed</c>, which stands for every terminal status.</summary>
    public static readonly IReadOnlySet<string> OnlyCompleted = new HashSet<string> { "completed" };
}
