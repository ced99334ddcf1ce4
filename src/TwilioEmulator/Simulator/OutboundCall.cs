using TwilioEmulator.Simulator.MachineDetection;

namespace TwilioEmulator.Simulator;

/// <summary>What the API asked for besides the two numbers.</summary>
/// <param name="Timeout">How long to ring; Twilio's default is 60 s.</param>
/// <param name="TimeLimit">How long the call may last once answered; Twilio's default is four hours.</param>
internal sealed record OutboundCall(DocumentRequest First, FallbackUrl? Fallback, TimeSpan Timeout, TimeSpan TimeLimit)
{
    /// <summary>Whether, and how, to find out who answers.</summary>
    public DetectionWish? Detection { get; init; }
}
