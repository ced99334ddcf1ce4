using System.Globalization;

namespace TwilioServer.Tenants;

/// <summary>When a business opens next.</summary>
internal static class Openings
{
    private const int LongestClosed = 366;

    /// <returns>By the business's own clocks; null where it never closes, or stays closed for a year.</returns>
    public static DateTime? NextAfter(TenantSettings settings, DateTimeOffset moment)
    {
        if (settings.Hours is null)
            return null;
        var local = TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone)).DateTime;
        for (var day = 0; day <= LongestClosed; day++)
        {
            var date = DateOnly.FromDateTime(local).AddDays(day);
            var starts = SpansOf(settings, date).Select(span => date.ToDateTime(default).AddMinutes(span.StartMinute));
            if (starts.Where(start => start > local).Order().Take(1).ToList() is [var next])
                return next;
        }
        return null;
    }

    /// <summary>As people say it: the hour alone today, with the day within a week, with the date after that.</summary>
    public static string InWords(DateTime opening, DateTime now, Phrases phrases)
    {
        var hour = phrases.UsesTwelveHours
            ? opening.ToString("h:mm tt", CultureInfo.InvariantCulture)
            : opening.ToString("H:mm", CultureInfo.InvariantCulture);
        var days = (opening.Date - now.Date).Days;
        return days switch
        {
            0 => hour,
            < 7 => $"{phrases.Days[(int)opening.DayOfWeek]} {hour}",
            _ => $"{opening.ToString("MM/dd", CultureInfo.InvariantCulture)} {hour}",
        };
    }

    private static IReadOnlyList<OpenSpan> SpansOf(TenantSettings settings, DateOnly date)
    {
        foreach (var holiday in settings.Holidays)
            if (holiday.IsOn(date))
                return holiday.Hours;
        return settings.Hours!.Of(date.DayOfWeek);
    }
}
