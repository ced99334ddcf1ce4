namespace TwilioEmulator.Simulator.Scripts;

/// <summary>
/// The steps that a virtual person has still to do. A verb that begins takes the first step that waits for it, so that
/// two Gathers meet two steps; the call's beginning and its answer take all of theirs.
/// </summary>
internal sealed class CallScript(IEnumerable<ScriptStep> steps)
{
    public const string Answer = "answer";

    private readonly Lock gate = new();
    private readonly List<ScriptStep> waiting = [.. steps];

    public void Begin(CallSession session) => Do(session, Take(step => step.On is null, int.MaxValue));

    public void Answered(CallSession session) => Do(session, Take(step => step.On == Answer, int.MaxValue));

    public void VerbBegan(CallSession session, string verb) => Do(session, Take(step => step.On == verb, 1));

    private List<ScriptStep> Take(Func<ScriptStep, bool> isMeant, int atMost)
    {
        lock (gate)
        {
            var taken = waiting.Where(isMeant).Take(atMost).ToList();
            waiting.RemoveAll(taken.Contains);
            return taken;
        }
    }

    private static void Do(CallSession session, List<ScriptStep> steps)
    {
        foreach (var step in steps)
        {
            var start = TimeSpan.FromSeconds(step.AfterSeconds);
            if (step.SpeechLength > TimeSpan.Zero)
                At(session, start, () => session.Speak(step.SpeechLength, step.Text, step.Confidence));
            if (step.Press is { Length: > 0 } keys)
                At(session, start + step.SpeechLength, () => session.Press(keys));
            if (step.HangUpAfterSeconds is { } seconds)
                At(session, TimeSpan.FromSeconds(seconds), session.HangUp);
        }
    }

    /// <summary>What happens at once happens before the verb goes on, not when the clock next moves.</summary>
    private static void At(CallSession session, TimeSpan delay, Action action)
    {
        if (delay == TimeSpan.Zero)
            action();
        else
            session.After(delay, action);
    }
}
