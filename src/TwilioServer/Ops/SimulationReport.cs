using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwilioServer.Simulation;

namespace TwilioServer.Ops;

/// <summary>The runs of one <c>simulate</c>, added up.</summary>
internal sealed class SimulationReport(int calls)
{
    private readonly SortedDictionary<string, long> _faults = new(StringComparer.Ordinal);
    private readonly List<string> _hashes = [];
    private long _calls;
    private long _events;
    private long _texts;
    private long _checks;
    private TimeSpan _elapsed;

    /// <summary>The run that was violated.</summary>
    public SimulationResult? Failed { get; private set; }

    public void Add(SimulationResult result)
    {
        _calls += result.Calls;
        _events += result.Events;
        _texts += result.Texts;
        _checks += result.Checks;
        _elapsed += result.Elapsed;
        _hashes.Add(result.Hash);
        foreach (var (kind, struck) in result.Faults)
            _faults[kind.ToString()] = _faults.GetValueOrDefault(kind.ToString()) + struck;
        if (result.Violation is not null)
            Failed = result;
    }

    public void Print(TextWriter output, bool json)
    {
        if (json)
            output.WriteLine(
                JsonSerializer.Serialize(
                    new SimulationSummary(
                        _hashes.Count,
                        _calls,
                        _events,
                        _texts,
                        _checks,
                        _faults,
                        _elapsed.TotalSeconds,
                        _hashes[^1],
                        Failed?.Seed,
                        Failed?.Violation,
                        Failed?.Story
                    ),
                    SimulationReportJson.Default.SimulationSummary
                )
            );
        else
            PrintText(output);
    }

    private void PrintText(TextWriter output)
    {
        var perSecond = _calls / Math.Max(_elapsed.TotalSeconds, 0.001);
        Line(output, $"{_calls:N0} calls in {_elapsed.TotalSeconds:N1} s ({perSecond:N0} calls/s)");
        Line(output, $"{_events:N0} events, {_texts:N0} texts accepted, {_checks:N0} checks of invariants");
        Line(output, $"{_faults.Values.Sum():N0} faults:");
        foreach (var (kind, struck) in _faults)
            Line(output, $"  {kind, -22} {struck, 10:N0}");
        Line(output, $"hash of the last event log {_hashes[^1]}");
        if (Failed is not { Violation: { } violation } failed)
        {
            Line(output, $"Everything held.");
            return;
        }
        Line(output, $"");
        Line(output, $"VIOLATED {violation.Invariant} at {violation.Subject}: {violation.Expectation}.");
        Line(output, $"Again: twilio-server simulate --calls {calls} --seed {failed.Seed}");
        foreach (var line in failed.Story)
            output.WriteLine("  " + line);
    }

    private static void Line(TextWriter output, FormattableString line) =>
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What <c>simulate --json</c> prints.</summary>
internal sealed record SimulationSummary(
    int Days,
    long Calls,
    long Events,
    long Texts,
    long Checks,
    IReadOnlyDictionary<string, long> Faults,
    double Seconds,
    string Hash,
    ulong? FailedSeed,
    Violation? Violation,
    IReadOnlyList<string>? Story
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SimulationSummary))]
internal sealed partial class SimulationReportJson : JsonSerializerContext;
