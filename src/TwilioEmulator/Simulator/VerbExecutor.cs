using System.Diagnostics;
using TwilioEmulator.TwiML;

namespace TwilioEmulator.Simulator;

/// <summary>Which executor runs which verb. Those that hold TwiML of their own get the call's runner to execute it.</summary>
internal sealed class VerbExecutor(
    SayExecutor say,
    GatherExecutor gather,
    RecordExecutor record,
    DialExecutor dial,
    SmsExecutor sms,
    StartExecutor start
)
{
    public Task<VerbOutcome> ExecuteAsync(Verb verb, CallSession session, CallExecutor runner)
    {
        // Record and Gather tell the caller themselves, once they listen.
        if (verb is not (RecordVerb or GatherVerb))
            session.Script.VerbBegan(session, verb.Name);
        return verb switch
        {
            SayVerb words => say.ExecuteAsync(words, session),
            PlayVerb sound => PlayExecutor.ExecuteAsync(sound, session),
            PauseVerb pause => PauseExecutor.ExecuteAsync(pause, session),
            GatherVerb input => gather.ExecuteAsync(input, session, runner),
            RecordVerb take => record.ExecuteAsync(take, session),
            DialVerb call => dial.ExecuteAsync(call, session, runner),
            RedirectVerb redirect => RedirectExecutor.ExecuteAsync(redirect, session),
            HangupVerb => HangupExecutor.ExecuteAsync(session),
            RejectVerb reject => RejectExecutor.ExecuteAsync(reject, session),
            SmsVerb text => sms.ExecuteAsync(text, session),
            StartVerb services => start.ExecuteAsync(services, session),
            StopVerb services => StopExecutor.ExecuteAsync(services, session),
            _ => throw new UnreachableException(verb.Name),
        };
    }
}
