using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>Speaking takes about 0.06 s a character, and no less than a second.</summary>
internal static class SayExecutor
{
    private const double SecondsPerCharacter = 0.06;

    /// <summary>How many rounds stand for endless ones: the call's own time limit ends them.</summary>
    private const int Endless = 1000;

    public static async Task<VerbOutcome> ExecuteAsync(SayVerb verb, CallSession session)
    {
        session.Answer();
        var once = Math.Max(1, verb.Text.Length * SecondsPerCharacter);
        await session.ElapseAsync(TimeSpan.FromSeconds(once * (verb.Loop == 0 ? Endless : verb.Loop)));
        return VerbOutcome.Next;
    }
}
