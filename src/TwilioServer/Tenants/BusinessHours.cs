using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace TwilioServer.Tenants;

/// <summary>
/// A part of a day in which a business is open, by its own clocks: <c>{"start":"08:00","end":"17:30"}</c>. The end is not
/// part of it; <c>24:00</c> is midnight. Hours past midnight are two spans, on two days.
/// </summary>
[JsonConverter(typeof(OpenSpanConverter))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct OpenSpan(int StartMinute, int EndMinute)
{
    public const int MinutesOfDay = 24 * 60;

    public bool Holds(int minuteOfDay) => minuteOfDay >= StartMinute && minuteOfDay < EndMinute;
}

/// <summary>The spans of each day of a week; a day without any is closed.</summary>
public sealed record WeeklyHours
{
    public IReadOnlyList<OpenSpan> Monday { get; set; } = [];
    public IReadOnlyList<OpenSpan> Tuesday { get; set; } = [];
    public IReadOnlyList<OpenSpan> Wednesday { get; set; } = [];
    public IReadOnlyList<OpenSpan> Thursday { get; set; } = [];
    public IReadOnlyList<OpenSpan> Friday { get; set; } = [];
    public IReadOnlyList<OpenSpan> Saturday { get; set; } = [];
    public IReadOnlyList<OpenSpan> Sunday { get; set; } = [];

    public IReadOnlyList<OpenSpan> Of(DayOfWeek day) =>
        day switch
        {
            DayOfWeek.Monday => Monday,
            DayOfWeek.Tuesday => Tuesday,
            DayOfWeek.Wednesday => Wednesday,
            DayOfWeek.Thursday => Thursday,
            DayOfWeek.Friday => Friday,
            DayOfWeek.Saturday => Saturday,
            _ => Sunday,
        };
}

/// <summary>A day that is not as other days.</summary>
public sealed record Holiday
{
    /// <summary>The day, by the business's own calendar.</summary>
    public required DateOnly Date { get; set; }

    /// <summary>What people call it: 1 to 100 characters.</summary>
    public required string Name { get; set; }

    /// <summary>Whether it comes again on the same date of every year.</summary>
    public bool Yearly { get; set; }

    /// <summary>When the business is open on it; none when it is closed.</summary>
    public IReadOnlyList<OpenSpan> Hours { get; set; } = [];

    /// <summary>What differs while it is closed on this day; comes on top of what differs after hours.</summary>
    public CallVariant? Closed { get; set; }

    public bool IsOn(DateOnly date) =>
        Yearly ? (date.Month, date.Day) == (Date.Month, Date.Day) && date >= Date : date == Date;
}

/// <summary>Whether a business is open at a moment.</summary>
/// <param name="Holiday">The holiday that the moment falls on; null on other days.</param>
public readonly record struct OpenState(bool IsOpen, Holiday? Holiday)
{
    /// <summary>
    /// Looks at the business's own clocks. Where they are put back an hour comes twice, and the business is open in both;
    /// where they are put forward the hour that is left out is nobody's.
    /// </summary>
    public static OpenState At(TenantSettings settings, DateTimeOffset moment)
    {
        if (settings.Hours is null && settings.Holidays.Count == 0)
            return new OpenState(true, null);
        var local = TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone));
        var date = DateOnly.FromDateTime(local.DateTime);
        var minute = (local.Hour * 60) + local.Minute;
        foreach (var holiday in settings.Holidays)
            if (holiday.IsOn(date))
                return new OpenState(HoldsAny(holiday.Hours, minute), holiday);
        return new OpenState(settings.Hours is null || HoldsAny(settings.Hours.Of(local.DayOfWeek), minute), null);
    }

    private static bool HoldsAny(IReadOnlyList<OpenSpan> spans, int minute)
    {
        foreach (var span in spans)
            if (span.Holds(minute))
                return true;
        return false;
    }
}
