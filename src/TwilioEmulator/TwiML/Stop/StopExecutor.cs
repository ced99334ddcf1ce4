using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>Stops services and goes on; to stop what does not run is no error.</summary>
internal static class StopExecutor
{
    public static Task<VerbOutcome> ExecuteAsync(StopVerb verb, CallSession session)
    {
        foreach (var (kind, name) in verb.Services)
            session.Services.Stop(kind, name);
        return Task.FromResult(VerbOutcome.Next);
    }
}
