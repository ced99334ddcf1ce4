namespace TwilioEmulator.TwiML;

/// <summary>A document's verbs, and what is wrong with it without stopping it (Twilio's warning 12200).</summary>
internal sealed record ParsedTwiml<T>(IReadOnlyList<T> Verbs, IReadOnlyList<string> Warnings);
