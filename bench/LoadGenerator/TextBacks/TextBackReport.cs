using System.Diagnostics;

namespace LoadGenerator.TextBacks;

/// <summary>Milliseconds, by nearest rank.</summary>
internal sealed record Spread(double P50, double P95, double P99, double Max)
{
    public static Spread Of(IEnumerable<long> ticks)
    {
        var sorted = ticks.Order().ToArray();
        if (sorted.Length == 0)
            return new Spread(-1, -1, -1, -1);
        double At(double share) =>
            Math.Round(
                sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] * 1000.0 / Stopwatch.Frequency,
                2
            );
        return new Spread(At(0.5), At(0.95), At(0.99), At(1));
    }
}

/// <param name="Texted">From the webhook that made a call missed until its text had arrived.</param>
/// <param name="Answered">From that webhook until it was answered.</param>
/// <param name="Missing">Calls without a text.</param>
/// <param name="Twice">Calls with more than one.</param>
/// <param name="Bad">Webhooks that were not answered with 2xx, or rang nobody.</param>
/// <param name="Others">Texts that no call waited for.</param>
internal sealed record TextBackReport(
    TextBackOptions Options,
    int Calls,
    int Missing,
    int Twice,
    int Bad,
    int Others,
    double Seconds,
    Spread Texted,
    Spread Answered
)
{
    public bool IsGood => Missing == 0 && Twice == 0 && Bad == 0;

    public override string ToString() =>
        $"""
            seed        {Options.Seed}
            calls       {Calls:N0} missed in {Seconds:N1} s, {(
                Options.Rate is { } rate ? $"{rate:N0}/s, open loop" : "one after the other"
            )}, {Options.Tenants:N0} tenants ({Options.Warmup:N0} uncounted before)
            texts       {Missing:N0} missing, {Twice:N0} twice, {Others:N0} others; webhooks: {Bad:N0} bad
            missed to text accepted ms    p50 {Texted.P50:N2}, p95 {Texted.P95:N2}, p99 {Texted.P99:N2}, max {Texted.Max:N2}
            its webhook answered ms       p50 {Answered.P50:N2}, p95 {Answered.P95:N2}, p99 {Answered.P99:N2}, max {Answered.Max:N2}
            """;
}
