namespace TwilioEmulator.Events;

/// <summary>Which events a reader wants; null takes all.</summary>
internal sealed record EventQuery(long After, string? CallSid, string? Kind)
{
    public bool Matches(EmulatorEvent candidate) =>
        (CallSid is null || candidate.CallSid == CallSid) && (Kind is null || candidate.Kind == Kind);
}
