using LoadGenerator.Http;

namespace LoadGenerator.Webhooks;

/// <summary>What a run comes to, as it is printed and as it is written with --json.</summary>
internal sealed record LoadReport
{
    public required LoadOptions Options { get; init; }

    /// <summary>By class: "2xx" to "5xx", "none" where the connection broke.</summary>
    public required IReadOnlyDictionary<string, int> Answers { get; init; }
    public required int NotTwiml { get; init; }
    public required int BadInWarmup { get; init; }
    public required int Reconnects { get; init; }
    public required double Seconds { get; init; }
    public required double PerSecond { get; init; }
    public required Latency LatencyMs { get; init; }
    public required long BytesSent { get; init; }
    public required long BytesReceived { get; init; }
    public required double GeneratorCpuSeconds { get; init; }

    public bool IsGood => BadInWarmup == 0 && NotTwiml == 0 && Answers["2xx"] == Options.Count;

    public static Dictionary<string, int> ByClass(Answer[] answers) =>
        new(StringComparer.Ordinal)
        {
            ["2xx"] = answers.Count(a => a.Status / 100 == 2),
            ["3xx"] = answers.Count(a => a.Status / 100 == 3),
            ["4xx"] = answers.Count(a => a.Status / 100 == 4),
            ["5xx"] = answers.Count(a => a.Status / 100 == 5),
            ["none"] = answers.Count(a => a.Status / 100 is < 2 or > 5),
        };

    public override string ToString()
    {
        var loop = Options.Rate is { } rate ? $"{rate:N0}/s, open loop" : "closed loop";
        return $"""
            seed        {Options.Seed}
            requests    {Options.Count:N0} over {Options.Connections} connections, {loop} ({Options.Warmup:N0} uncounted before)
            answers     {string.Join(
                ", ",
                Answers.Select(a => $"{a.Key} {a.Value:N0}")
            )}, not TwiML {NotTwiml:N0}, bad before {BadInWarmup:N0}
            throughput  {PerSecond:N0}/s, {Seconds:N2} s
            latency ms  min {LatencyMs.Min:N2}, p50 {LatencyMs.P50:N2}, p90 {LatencyMs.P90:N2}, p99 {LatencyMs.P99:N2}, p99.9 {LatencyMs.P999:N2}, max {LatencyMs.Max:N2}
            bytes       sent {BytesSent:N0}, received {BytesReceived:N0}
            generator   {GeneratorCpuSeconds:N2} s of CPU, {Reconnects} reconnects
            """;
    }
}
