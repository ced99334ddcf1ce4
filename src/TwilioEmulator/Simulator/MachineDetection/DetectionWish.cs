namespace TwilioEmulator.Simulator.MachineDetection;

/// <summary>That somebody wants to know who answers: a person or a machine.</summary>
/// <param name="AwaitsMessageEnd">DetectMessageEnd: a machine is reported only when its greeting is over.</param>
/// <param name="TimeoutSeconds">After which the answer is <c>unknown</c>; Twilio's default is 30 s.</param>
/// <param name="Callback">Where the result goes when nothing waits for it.</param>
internal sealed record DetectionWish(bool AwaitsMessageEnd, int TimeoutSeconds, string? Callback, string CallbackMethod)
{
    public const string Enable = "Enable";
    public const string DetectMessageEnd = "DetectMessageEnd";
    public const int UsualTimeoutSeconds = 30;

    /// <summary>Whether TwiML runs at once and does not wait for the result.</summary>
    public bool IsAsync { get; init; } = true;
}
