using System.Globalization;

namespace TwilioServer.Tenants;

/// <summary>
/// A text that follows a missed call, either so many minutes after it or on a later day:
/// <c>{"afterMinutes":60,"body":"…"}</c> or <c>{"daysLater":1,"at":"09:00","body":"…"}</c>.
/// </summary>
public sealed record FollowUpText
{
    public required string Body { get; set; }

    /// <summary>Minutes after the call, 5 to 10,080 (a week).</summary>
    public int? AfterMinutes { get; set; }

    /// <summary>Days after the call by the business's calendar, 1 to 7; goes with <see cref="At"/>.</summary>
    public int? DaysLater { get; set; }

    /// <summary>The time of that day by the business's clocks, such as <c>09:00</c>.</summary>
    public string? At { get; set; }

    /// <summary>When it is due for a call of this moment.</summary>
    /// <param name="timeZone">The business's, IANA.</param>
    public DateTimeOffset DueAfter(DateTimeOffset call, string timeZone)
    {
        if (AfterMinutes is { } minutes)
            return call + TimeSpan.FromMinutes(minutes);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var day = TimeZoneInfo.ConvertTime(call, zone).Date.AddDays(DaysLater ?? 1);
        var local = day + (ParseAt(At) ?? TimeSpan.FromHours(9));
        // An hour that the clocks leave out is the one after it.
        if (zone.IsInvalidTime(local))
            local += TimeSpan.FromHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    public static TimeSpan? ParseAt(string? at) =>
        TimeOnly.TryParseExact(at, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToTimeSpan()
            : null;
}
