using TwilioEmulator.Simulator;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Prompts and listens. With a result the action is asked and what follows is unreachable; without one the next verb
/// follows, unless actionOnEmptyResult asks for the request all the same. A caller who hangs up makes no request.
/// </summary>
internal sealed class GatherExecutor(PartialResults partials)
{
    public async Task<VerbOutcome> ExecuteAsync(GatherVerb verb, CallSession session, CallExecutor runner)
    {
        session.Answer();
        session.BeginListening();
        var listener = new GatherListener(verb, session);
        var stopReporting = partials.Begin(verb, session);
        session.Script.VerbBegan(session, verb.Name);
        await PromptAsync(verb, session, listener, runner);
        var result = await listener.ListenAsync();
        stopReporting();
        session.BeginListening();
        if (session.IsInterrupted || (result.IsEmpty && !verb.ActionOnEmptyResult))
            return VerbOutcome.Next;
        var url = session.Document?.Resolve(verb.Action ?? "") ?? verb.Action ?? "";
        return new VerbOutcome.GoTo(
            new DocumentRequest(WebhookPurpose.GatherAction, url, verb.Method) { Parameters = result.Parameters(verb) }
        );
    }

    private static async Task PromptAsync(
        GatherVerb verb,
        CallSession session,
        GatherListener listener,
        CallExecutor runner
    )
    {
        session.HasBargedIn = () => verb.BargeIn && listener.HasInput;
        foreach (var prompt in verb.Prompts)
        {
            if (!session.IsInterrupted && !session.HasBargedIn())
                await runner.ExecuteNestedAsync(session, prompt);
        }
        session.HasBargedIn = () => false;
    }
}
