using TwilioEmulator.Simulator;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Speaking takes about 0.06 s a character, and no less than a second; markup of speech changes how it sounds, not how
/// long it is. Nothing to say, or more than 4096 characters, is Twilio's warning 13520: it is skipped.
/// </summary>
internal sealed class SayExecutor(TwimlProblemLog problems)
{
    private const double SecondsPerCharacter = 0.06;
    private const int MaxCharacters = 4096;

    /// <summary>How many rounds stand for endless ones: the call's own time limit ends them.</summary>
    private const int Endless = 1000;

    public async Task<VerbOutcome> ExecuteAsync(SayVerb verb, CallSession session)
    {
        session.Answer();
        if (verb.Text.Length is 0 or > MaxCharacters)
        {
            problems.Warn(session, 13520, "Say: Invalid text");
            return VerbOutcome.Next;
        }
        var once = Math.Max(1, verb.Text.Length * SecondsPerCharacter);
        await session.ElapseAsync(TimeSpan.FromSeconds(once * (verb.Loop == 0 ? Endless : verb.Loop)));
        return VerbOutcome.Next;
    }
}
