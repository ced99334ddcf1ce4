namespace TwilioEmulator.Simulator;

/// <summary>What a virtual caller says when a recording starts.</summary>
internal sealed record Voicemail(double SpeakSeconds = 4, bool ThenHangUp = true, string? Text = null);
