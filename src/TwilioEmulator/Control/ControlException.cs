namespace TwilioEmulator.Control;

/// <summary>A control request that cannot be done; the message says what to do instead.</summary>
internal sealed class ControlException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
