using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>Every sound takes five seconds: none is fetched.</summary>
internal static class PlayExecutor
{
    private const int Endless = 1000;
    private static readonly TimeSpan Once = TimeSpan.FromSeconds(5);

    public static async Task<VerbOutcome> ExecuteAsync(PlayVerb verb, CallSession session)
    {
        session.Answer();
        await session.ElapseAsync(Once * (verb.Loop == 0 ? Endless : verb.Loop));
        return VerbOutcome.Next;
    }
}
