namespace TwilioEmulator.Simulator;

/// <summary>Who is asked what to do with something that came in.</summary>
internal sealed record InboundHandler(string Url, string Method, FallbackUrl? Fallback);
