using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace TwilioEmulator.Rest;

/// <summary>
/// Twilio's date filters: <c>StartTime</c> is a day, and <c>StartTime&gt;</c>, <c>StartTime&lt;</c> bound it
/// (the parameter is written <c>StartTime&gt;=</c>, so the bound is inclusive).
/// </summary>
internal sealed class DateFilter
{
    private readonly DateTimeOffset from = DateTimeOffset.MinValue;
    private readonly DateTimeOffset until = DateTimeOffset.MaxValue;

    public DateFilter(IQueryCollection query, string name)
    {
        if (Parse(query[name]) is { } day)
            (from, until) = (day.Date, EndOfDay(day.Date));
        if (Parse(query[name + ">"]) is { } after)
            from = after.At;
        // A bare day as upper bound includes that day.
        if (Parse(query[name + "<"]) is { } before)
            until = before.IsDay ? EndOfDay(before.Date) : before.At;
    }

    /// <summary>Twilio's times are whole seconds, so fractions count on neither side.</summary>
    public bool Matches(DateTimeOffset? time) =>
        time is { } known
            ? WholeSecond(known) >= from && WholeSecond(known) <= until
            : from == DateTimeOffset.MinValue && until == DateTimeOffset.MaxValue;

    private static DateTimeOffset WholeSecond(DateTimeOffset time) =>
        time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    private static (DateTimeOffset At, DateTimeOffset Date, bool IsDay)? Parse(StringValues value)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, utc, out var at))
            return null;
        return (
            WholeSecond(at),
            new DateTimeOffset(at.Date, TimeSpan.Zero),
            value.ToString().Length == "2026-01-01".Length
        );
    }

    private static DateTimeOffset EndOfDay(DateTimeOffset day) => day.AddDays(1).AddTicks(-1);
}
