using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace TwilioServer.Tests.Emulator;

/// <summary>
/// Well-formed documents: trees of any elements with any attributes, and good documents whose elements and values
/// were exchanged. Unlike text that was tampered with, these get past the XML and reach the verbs.
/// </summary>
internal static class AnyTree
{
    private static readonly string[] Names =
    [
        .. "Say Play Pause Gather Record Dial Number Client Conference Redirect Hangup Reject Sms Start Stop".Split(
            ' '
        ),
        .. "Recording Transcription Stream Enqueue Pay Prompt Connect Leave Echo Refer Sip break Unknown say".Split(
            ' '
        ),
    ];

    private static readonly string[] AttributeNames =
    [
        .. "loop length timeout timeLimit numDigits finishOnKey action method input speechTimeout bargeIn".Split(' '),
        .. "maxLength transcribe transcribeCallback record recordingStatusCallback sequential hangupOnStar".Split(' '),
        .. "answerOnBridge callerId url sendDigits machineDetection amdStatusCallback statusCallback digits".Split(' '),
        .. "partialResultCallback actionOnEmptyResult statusCallbackUrl partialResults reason unknown".Split(' '),
    ];

    private static readonly string[] Values =
    [
        "0",
        "1",
        "2",
        "7",
        "-1",
        "2147483647",
        "99999999999",
        "true",
        "false",
        "",
        " ",
        "auto",
        "dtmf speech",
        "speech",
        "/voice",
        "GET",
        "*",
        "#",
        "1w2",
        "Enable",
        "DetectMessageEnd",
        "record-from-ringing-dual",
        "http://[",
        "é",
        "+13125550111",
    ];

    /// <summary>Small texts: what somebody says, whom somebody calls, where something leads.</summary>
    private static readonly string[] Texts = ["", "Hello", "+13125550111", "nobody", "/voice", "wss://x"];

    /// <summary>A tree grown from nothing.</summary>
    public static Gen<string> Grown =>
        Content(3).ArrayOf(4).Select(content => Write(new XElement("Response", content)));

    /// <summary>A good document in which up to five elements or values were exchanged for others.</summary>
    public static Gen<string> Exchanged =>
        from document in Gen.Elements(AnyTwiml.Good)
        from changes in Change.ArrayOf(5)
        from count in Gen.Choose(1, 5)
        select Write(changes.Take(count).Aggregate(XElement.Parse(document), (root, change) => change(root)));

    private static Gen<Func<XElement, XElement>> Change =>
        from place in Gen.Choose(0, 99)
        from name in Gen.Elements(AttributeNames)
        from value in Gen.Elements(Values)
        from other in Content(1)
        from kind in Gen.Choose(0, 4)
        select (Func<XElement, XElement>)(root => Apply(root, place, name, value, other, kind));

    private static Gen<XElement> Content(int depth) =>
        from name in Gen.Elements(Names)
        from text in Gen.Elements(Texts)
        from attributes in Attribute.ArrayOf(3)
        from inside in depth == 0 ? Gen.Constant(Array.Empty<XElement>()) : Content(depth - 1).ArrayOf(2)
        select new XElement(name, attributes.DistinctBy(each => each.Name), text, inside);

    private static Gen<XAttribute> Attribute =>
        from name in Gen.Elements(AttributeNames)
        from value in Gen.Elements(Values)
        select new XAttribute(name, value);

    private static XElement Apply(XElement root, int place, string name, string value, XElement other, int kind)
    {
        var elements = root.DescendantsAndSelf().ToList();
        var chosen = elements[place % elements.Count];
        if (kind == 0 && chosen.Attributes().Any())
            chosen.Attributes().ElementAt(place % chosen.Attributes().Count()).Value = value;
        else if (kind == 1 && chosen != root)
            chosen.Remove();
        else if (kind == 2 && chosen != root)
            chosen.AddAfterSelf(new XElement(chosen));
        else if (kind == 3)
            chosen.Add(new XElement(other));
        else
            chosen.SetAttributeValue(name, value);
        return root;
    }

    private static string Write(XElement root) => root.ToString(SaveOptions.DisableFormatting);
}
