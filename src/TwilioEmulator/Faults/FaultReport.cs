namespace TwilioEmulator.Faults;

/// <summary>The rules in force, and how often each fitted and struck.</summary>
internal sealed record FaultReport(int Seed, IReadOnlyList<FaultCount> Rules);

internal sealed record FaultCount(FaultRule Rule, int Matched, int Injected);
