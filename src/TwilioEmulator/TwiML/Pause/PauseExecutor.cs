using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>A Pause before anything else does not answer: the caller hears ringing that much longer.</summary>
internal static class PauseExecutor
{
    public static async Task<VerbOutcome> ExecuteAsync(PauseVerb verb, CallSession session)
    {
        await session.ElapseAsync(TimeSpan.FromSeconds(verb.LengthSeconds));
        return VerbOutcome.Next;
    }
}
