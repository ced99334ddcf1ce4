#pragma warning disable RS0030 // This is the one file that may read the machine's clock and chance.
namespace TwilioEmulator;

/// <summary>The machine's own clock and chance; everything else takes them as arguments.</summary>
internal static class Ambient
{
    /// <summary>Real wall-clock time in Unix milliseconds, with fractions, whatever the virtual clock says.</summary>
    public static double UnixMs() =>
        (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerMillisecond;

    public static DateTimeOffset RealNow() => DateTimeOffset.UtcNow;

    /// <summary>Chance for ids: repeatable when a seed is given.</summary>
    public static Random CreateRandom(int? seed) => seed is { } value ? new Random(value) : new Random();
}
