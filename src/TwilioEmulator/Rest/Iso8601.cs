using System.Globalization;

namespace TwilioEmulator.Rest;

/// <summary>The dates of every host but api.twilio.com: <c>2025-11-18T09:30:00Z</c>.</summary>
internal static class Iso8601
{
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? Format(DateTimeOffset? time) => time is { } known ? Format(known) : null;
}
