using TwilioEmulator.Simulator.Scripts;

namespace TwilioEmulator.Simulator;

/// <summary>How the person behind an incoming call behaves.</summary>
internal sealed record VirtualCaller
{
    public static readonly VirtualCaller Silent = new();

    /// <summary>What is said when a recording starts; null says nothing.</summary>
    public Voicemail? Voicemail { get; init; }

    /// <summary>What the caller does by itself, step by step.</summary>
    public IReadOnlyList<ScriptStep> Script { get; init; } = [];

    /// <summary>
    /// Whether a Dial's action is requested after the caller has hung up. Twilio does, usually;
    /// an application must also live without it.
    /// </summary>
    public bool DialActionOnCallerHangUp { get; init; } = true;
}
