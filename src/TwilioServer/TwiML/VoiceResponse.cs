using System.Globalization;
using System.Text;

namespace TwilioServer.TwiML;

/// <summary>Writes a voice document: https://www.twilio.com/docs/voice/twiml. Text is escaped; nothing from outside can add a verb.</summary>
public sealed class VoiceResponse
{
    /// <summary>A document without verbs: Twilio hangs up.</summary>
    public const string Empty = Declaration + "<Response/>";

    private const string Declaration = """<?xml version="1.0" encoding="UTF-8"?>""";
    private readonly StringBuilder _xml = new(Declaration + "<Response>", 640);

    /// <summary>https://www.twilio.com/docs/voice/twiml/say</summary>
    public VoiceResponse Say(string text)
    {
        _xml.Append("<Say>");
        XmlText.Append(_xml, text);
        _xml.Append("</Say>");
        return this;
    }

    /// <summary>https://www.twilio.com/docs/voice/twiml/dial</summary>
    /// <param name="timeoutSeconds">How long the other phone rings.</param>
    /// <param name="action">Requested when the dialed leg ends, whoever ends it.</param>
    public VoiceResponse Dial(string number, int timeoutSeconds, string action)
    {
        _xml.Append("<Dial answerOnBridge=\"true\"");
        Attribute("timeout", timeoutSeconds);
        Attribute("action", action);
        _xml.Append('>');
        XmlText.Append(_xml, number);
        _xml.Append("</Dial>");
        return this;
    }

    /// <summary>https://www.twilio.com/docs/voice/twiml/record</summary>
    /// <param name="maxLengthSeconds">The longest message.</param>
    /// <param name="action">Requested when the caller is done; not when nothing was said: then the next verb runs.</param>
    public VoiceResponse Record(int maxLengthSeconds, string action, string recordingStatusCallback)
    {
        _xml.Append("<Record playBeep=\"true\"");
        Attribute("maxLength", maxLengthSeconds);
        Attribute("action", action);
        Attribute("recordingStatusCallback", recordingStatusCallback);
        _xml.Append("/>");
        return this;
    }

    /// <summary>https://www.twilio.com/docs/voice/twiml/hangup</summary>
    public VoiceResponse Hangup()
    {
        _xml.Append("<Hangup/>");
        return this;
    }

    public override string ToString() => _xml + "</Response>";

    private void Attribute(string name, int value) => Attribute(name, value.ToString(CultureInfo.InvariantCulture));

    private void Attribute(string name, string value)
    {
        _xml.Append(' ').Append(name).Append("=\"");
        XmlText.Append(_xml, value);
        _xml.Append('"');
    }
}
