using System.Xml;
using System.Xml.Linq;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Reads TwiML. What is not well-formed, or has another root than Response, is error 12100;
/// what is well-formed and unknown is warning 12200 and skipped. Names are case-sensitive.
/// </summary>
internal static class TwimlParser
{
    public static ParsedTwiml<Verb> ParseVoice(string body) => Parse(body, VoiceVerbs.Parse);

    public static ParsedTwiml<Verb> ParseMessaging(string body) => Parse(body, MessagingVerbs.Parse);

    private static ParsedTwiml<Verb> Parse(string body, Func<VerbElement, Verb?> parseVerb)
    {
        var warnings = new List<string>();
        var verbs = new List<Verb>();
        foreach (var element in RootOf(body).Elements())
        {
            if (parseVerb(new VerbElement(element, warnings)) is { } verb)
                verbs.Add(verb);
            else
                warnings.Add($"Invalid element: {element.Name.LocalName}");
        }
        return new ParsedTwiml<Verb>(verbs, warnings);
    }

    private static XElement RootOf(string body)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            // Twilio itself takes leading white space before the XML declaration.
            using var reader = XmlReader.Create(new StringReader(body.TrimStart()), settings);
            var root = XElement.Load(reader, LoadOptions.PreserveWhitespace);
            return root.Name == "Response"
                ? root
                : throw new TwimlException(12100, $"Document parse failure: root element is {root.Name.LocalName}");
        }
        catch (XmlException failure)
        {
            throw new TwimlException(12100, $"Document parse failure: {failure.Message}");
        }
    }
}
