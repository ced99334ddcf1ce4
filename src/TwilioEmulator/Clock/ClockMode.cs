namespace TwilioEmulator.Clock;

internal enum ClockMode
{
    /// <summary>One virtual second is one real second.</summary>
    Real,

    /// <summary>Time runs faster (or slower) by a factor.</summary>
    Scaled,

    /// <summary>Time stands still until it is told to advance.</summary>
    Stepped,
}
