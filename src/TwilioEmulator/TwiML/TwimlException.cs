namespace TwilioEmulator.TwiML;

/// <summary>TwiML could not be had or read; the code is Twilio's.</summary>
internal sealed class TwimlException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
