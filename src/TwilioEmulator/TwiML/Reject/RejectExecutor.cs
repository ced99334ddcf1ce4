using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>A refused call ends busy or no-answer, by its reason; one that was answered before is just over.</summary>
internal static class RejectExecutor
{
    public static Task<VerbOutcome> ExecuteAsync(RejectVerb verb, CallSession session)
    {
        var status =
            session.Call.IsAnswered ? CallStatus.Completed
            : verb.Reason == "busy" ? CallStatus.Busy
            : CallStatus.NoAnswer;
        return Task.FromResult<VerbOutcome>(new VerbOutcome.HangUp(status));
    }
}
