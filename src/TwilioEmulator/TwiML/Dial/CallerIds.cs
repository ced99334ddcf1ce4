using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Which numbers a Dial may show: the caller's, the one that was called, and those of the account. With any other
/// Twilio rings nobody and reports 13214; the Dial has failed, and the call goes on.
/// </summary>
internal sealed class CallerIds(EmulatorStore store, TwimlProblemLog problems)
{
    public bool Allow(DialVerb verb, CallSession session)
    {
        if (verb.CallerId is not { } callerId || IsAllowed(callerId, session.Call))
            return true;
        problems.Error(session, 13214, $"Dial: Invalid callerId value: {callerId}");
        return false;
    }

    private bool IsAllowed(string callerId, Call call) =>
        callerId == call.From
        || callerId == call.To
        || (
            E164.TryNormalise(callerId, out var number)
            && (number == call.From || number == call.To || store.Numbers.TryGet(number, out _))
        );
}
