namespace LoadGenerator.Startup;

/// <summary>Milliseconds from the start of the process.</summary>
internal sealed record StartupTime(double Listening, double FirstAnswer, double Stop);

internal sealed record StartupReport(IReadOnlyList<StartupTime> Runs)
{
    public double Min => Runs.Min(r => r.FirstAnswer);

    public double Median => Runs.Select(r => r.FirstAnswer).Order().ElementAt(Runs.Count / 2);

    public double Max => Runs.Max(r => r.FirstAnswer);

    public override string ToString() =>
        string.Join('\n', Runs.Select(Line))
        + $"\nfirst answer ms  min {Min:N1}, median {Median:N1}, max {Max:N1} of {Runs.Count}";

    private static string Line(StartupTime time, int index) =>
        $"start {index + 1}: accepts connections after {time.Listening:N1} ms, answers a signed webhook after {time.FirstAnswer:N1} ms; stopped in {time.Stop:N1} ms";
}
