using System.Diagnostics;

namespace LoadGenerator.Webhooks;

/// <summary>Milliseconds; percentiles by nearest rank, so each is a latency that was seen.</summary>
internal sealed record Latency(double Min, double P50, double P90, double P99, double P999, double Max)
{
    public static Latency Of(long[] ticks)
    {
        var sorted = ticks.Order().ToArray();
        double At(double share) => Milliseconds(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)]);
        return new Latency(At(0), At(0.5), At(0.9), At(0.99), At(0.999), At(1));
    }

    private static double Milliseconds(long ticks) => Math.Round(ticks * 1000.0 / Stopwatch.Frequency, 3);
}
