using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>Every sound takes five seconds: none is fetched. Keys take half a second each, as do the waits among them.</summary>
internal static class PlayExecutor
{
    private const int Endless = 1000;
    private static readonly TimeSpan Sound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Key = TimeSpan.FromSeconds(0.5);

    public static async Task<VerbOutcome> ExecuteAsync(PlayVerb verb, CallSession session)
    {
        session.Answer();
        var once = verb.Digits is { } digits && verb.Url.Length == 0 ? Key * digits.Length : Sound;
        await session.ElapseAsync(once * (verb.Loop == 0 ? Endless : verb.Loop));
        return VerbOutcome.Next;
    }
}
