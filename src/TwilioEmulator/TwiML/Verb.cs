namespace TwilioEmulator.TwiML;

/// <summary>One parsed verb with the attributes as they were written.</summary>
internal abstract record Verb(string Name, IReadOnlyDictionary<string, string> Attributes)
{
    protected static readonly IReadOnlyDictionary<string, string> NoAttributes = new Dictionary<string, string>();
}
