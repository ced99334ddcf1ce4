namespace TwilioServer.Compliance;

/// <summary>
/// Texts that nobody waits for go out between 8 and 21 o'clock where the recipient is (47 CFR 64.1200(c)(1)). Where a number
/// of the North American plan is, is not known here, so it must be so in every zone that it may be in, from Newfoundland to
/// Hawaii: a mobile phone moves anyway.
/// </summary>
public static class QuietHours
{
    private const int FirstHour = 8;
    private const int LastHour = 21;

    /// <summary>Zones differ by quarters of an hour at the least.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    private static readonly TimeZoneInfo[] Zones =
    [
        .. new[]
        {
            "America/St_Johns",
            "America/Halifax",
            "America/Puerto_Rico",
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Phoenix",
            "America/Los_Angeles",
            "America/Anchorage",
            "America/Adak",
            "Pacific/Honolulu",
        }.Select(TimeZoneInfo.FindSystemTimeZoneById),
    ];

    /// <summary>Whether it is no quiet hour anywhere where a number of the North American plan may be.</summary>
    public static bool AreOver(DateTimeOffset moment)
    {
        foreach (var zone in Zones)
            if (TimeZoneInfo.ConvertTime(moment, zone).Hour is < FirstHour or >= LastHour)
                return false;
        return true;
    }

    /// <summary>How long such a text waits from this moment on; zero where it may go.</summary>
    public static TimeSpan WaitFrom(DateTimeOffset now)
    {
        if (AreOver(now))
            return TimeSpan.Zero;
        var next = new DateTimeOffset(now.UtcTicks - now.UtcTicks % Step.Ticks, TimeSpan.Zero) + Step;
        while (!AreOver(next))
            next += Step;
        return next - now;
    }
}
