using System.Diagnostics;
using TwilioEmulator.TwiML;

namespace TwilioEmulator.Simulator;

/// <summary>Which executor runs which verb.</summary>
internal sealed class VerbExecutor(DialExecutor dial, RecordExecutor record)
{
    public Task<VerbOutcome> ExecuteAsync(Verb verb, CallSession session) =>
        verb switch
        {
            SayVerb say => SayExecutor.ExecuteAsync(say, session),
            PlayVerb play => PlayExecutor.ExecuteAsync(play, session),
            PauseVerb pause => PauseExecutor.ExecuteAsync(pause, session),
            DialVerb call => dial.ExecuteAsync(call, session),
            RecordVerb take => record.ExecuteAsync(take, session),
            RedirectVerb redirect => RedirectExecutor.ExecuteAsync(redirect, session),
            HangupVerb => HangupExecutor.ExecuteAsync(session),
            RejectVerb reject => RejectExecutor.ExecuteAsync(reject, session),
            _ => throw new UnreachableException(verb.Name),
        };
}
