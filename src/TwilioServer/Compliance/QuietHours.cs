namespace TwilioServer.Compliance;

/// <summary>
/// Texts that nobody waits for go out between 8 and 21 o'clock where the recipient is (47 CFR 64.1200(c)(1)), as far as the
/// area code tells: where that may be in several zones, or is not known, it must be so in all of them.
/// </summary>
public static class QuietHours
{
    private const int FirstHour = 8;
    private const int LastHour = 21;

    /// <summary>Zones differ by quarters of an hour at the least.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>A text that Twilio gets in the last moment leaves after it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Spread = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(26);

    /// <summary>Whether it is no quiet hour where a number is; never for one of which no zone is known.</summary>
    public static bool AreOver(string number, DateTimeOffset moment)
    {
        var zones = AreaCodes.ZonesOf(number);
        foreach (var zone in zones)
            if (TimeZoneInfo.ConvertTime(moment, zone).Hour is < FirstHour or >= LastHour)
                return false;
        return zones.Length > 0;
    }

    /// <summary>
    /// How long a text waits from this moment on; zero where it may go. Null for a number of which no zone is known: it never
    /// may.
    /// </summary>
    public static TimeSpan? WaitFrom(string number, DateTimeOffset now)
    {
        if (MayGo(number, now))
            return TimeSpan.Zero;
        var next = new DateTimeOffset(now.UtcTicks - now.UtcTicks % Step.Ticks, TimeSpan.Zero) + Step;
        for (; next - now < LongestWait; next += Step)
            if (MayGo(number, next))
                return next - now;
        return null;
    }

    /// <summary>
    /// The same, and a little more for each text: what waited through a night does not all leave in the morning's first
    /// second.
    /// </summary>
    /// <param name="seed">Of the text; the same one always waits the same.</param>
    public static TimeSpan? SpreadWaitFrom(string number, DateTimeOffset now, long seed)
    {
        var shortest = WaitFrom(number, now);
        if (shortest is not { } wait || wait == TimeSpan.Zero)
            return shortest;
        var spread = TimeSpan.FromMilliseconds((ulong)seed % (ulong)Spread.TotalMilliseconds);
        return MayGo(number, now + wait + spread) ? wait + spread : wait;
    }

    /// <summary>How long a text that may go now still may: what Twilio has not handed on by then is dropped there.</summary>
    public static TimeSpan LeftFrom(string number, DateTimeOffset now)
    {
        var next = new DateTimeOffset(now.UtcTicks - now.UtcTicks % Step.Ticks, TimeSpan.Zero) + Step;
        while (AreOver(number, next))
            next += Step;
        return next - now;
    }

    private static bool MayGo(string number, DateTimeOffset moment) =>
        AreOver(number, moment) && AreOver(number, moment + Margin);
}
