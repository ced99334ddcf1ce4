namespace TwilioServer.Calls;

/// <summary>
/// What the carriers say about whether a caller may use the number (STIR/SHAKEN), as Twilio passes it on:
/// https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir. It authenticates nobody; it only warns.
/// </summary>
public static class CallerVerification
{
    private const int Longest = 64;

    /// <summary>Twilio's word; null where there is none, or where it looks like no word of Twilio's.</summary>
    public static string? Read(string? verstat) =>
        verstat is { Length: > 0 and <= Longest } && verstat.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? verstat
            : null;

    /// <summary>Whether a carrier found that the number is not the caller's.</summary>
    public static bool Failed(string? verstat) =>
        verstat?.StartsWith("TN-Validation-Failed", StringComparison.Ordinal) is true;
}
