using System.Xml;
using System.Xml.Linq;
using TwilioEmulator.TwiML.Schema;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Reads TwiML. What is not well-formed, or has another root than Response, is error 12100;
/// what is well-formed and unknown is warning 12200 and skipped. Names are case-sensitive.
/// </summary>
internal static class TwimlParser
{
    public static ParsedTwiml<Verb> ParseVoice(string body) => Parse(body, TwimlSchema.Voice, VoiceVerbs.Parse);

    public static ParsedTwiml<Verb> ParseMessaging(string body) =>
        Parse(body, TwimlSchema.Messaging, MessagingVerbs.Parse);

    private static ParsedTwiml<Verb> Parse(string body, TwimlSchema schema, Func<VerbElement, Verb> parseVerb)
    {
        var root = RootOf(body);
        var verbs = root.Elements()
            .Where(element => schema.Allows("Response", TwimlSchema.NameOf(element)))
            .Select(element => parseVerb(new VerbElement(element, schema)));
        return new ParsedTwiml<Verb>([.. verbs], schema.Check(root));
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
