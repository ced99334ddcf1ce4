using System.Globalization;

namespace TwilioEmulator.Simulator;

/// <summary>Twilio's dates: <c>Tue, 18 Nov 2025 09:30:00 +0000</c>.</summary>
internal static class Rfc2822
{
    public static string Format(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    public static string? Format(DateTimeOffset? time) => time is { } known ? Format(known) : null;
}
