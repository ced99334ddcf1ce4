using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>Twilio answers even a call whose first verb is Hangup (only Reject leaves it unanswered), and then ends it.</summary>
internal static class HangupExecutor
{
    public static Task<VerbOutcome> ExecuteAsync(CallSession session)
    {
        session.Answer();
        return Task.FromResult<VerbOutcome>(new VerbOutcome.HangUp(CallStatus.Completed));
    }
}
