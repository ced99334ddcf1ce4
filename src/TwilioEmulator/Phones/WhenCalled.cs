namespace TwilioEmulator.Phones;

/// <summary>What a virtual phone does when it rings.</summary>
internal enum WhenCalled
{
    NoAnswer,
    Answer,
    Busy,
    Unreachable,

    /// <summary>Rings until the control API answers or declines for it.</summary>
    Manual,
}
