namespace TwilioEmulator.Simulator;

/// <summary>Where Twilio asks for TwiML when the first place failed.</summary>
internal sealed record FallbackUrl(string Url, string Method)
{
    public static FallbackUrl? From(string url, string method) => url.Length == 0 ? null : new(url, method);
}
