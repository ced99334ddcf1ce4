namespace TwilioEmulator.TwiML;

/// <summary>A verb that Twilio knows and this emulator skips.</summary>
internal sealed record UnexecutedVerb(VerbElement Element) : Verb(Element.Name, Element.Attributes);
