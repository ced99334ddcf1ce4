using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>A called phone: its call, the person on it, and what the Dial says of it.</summary>
internal sealed class DialLeg(DialNumber noun, CallSession session)
{
    public DialNumber Noun { get; } = noun;
    public CallSession Session { get; } = session;
    public Call Call => Session.Call;

    /// <summary>Whether what comes before the connection (keys, whisper) is over.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether the API has sent this leg elsewhere: it then lives on without the Dial.</summary>
    public bool IsGone { get; set; }
}
