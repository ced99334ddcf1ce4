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
    public VoiceResponse Say(string text, SpokenIn spoken = default)
    {
        AppendSay(text, spoken);
        return this;
    }

    /// <summary>https://www.twilio.com/docs/voice/twiml/pause</summary>
    public VoiceResponse Pause(int lengthSeconds)
    {
        _xml.Append("<Pause");
        Attribute("length", lengthSeconds);
        _xml.Append("/>");
        return this;
    }

    /// <summary>https://www.twilio.com/docs/voice/twiml/redirect</summary>
    public VoiceResponse Redirect(string url)
    {
        _xml.Append("<Redirect>");
        XmlText.Append(_xml, url);
        _xml.Append("</Redirect>");
        return this;
    }

    /// <summary>https://www.twilio.com/docs/voice/twiml/dial: the caller's leg is answered when one of the phones is.</summary>
    public VoiceResponse Dial(DialOptions options, IEnumerable<string> numbers)
    {
        _xml.Append("<Dial answerOnBridge=\"true\"");
        Attribute("timeout", options.TimeoutSeconds);
        Attribute("timeLimit", options.TimeLimitSeconds);
        Attribute("action", options.Action);
        if (options.RecordingStatusCallback is { } recording)
        {
            Attribute("record", "record-from-answer-dual");
            Attribute("recordingStatusCallback", recording);
            Attribute("recordingStatusCallbackEvent", "in-progress completed absent");
        }
        _xml.Append('>');
        foreach (var number in numbers)
            AppendNumber(number, options);
        _xml.Append("</Dial>");
        return this;
    }

    /// <summary>https://www.twilio.com/docs/voice/twiml/gather: one key, while this is said.</summary>
    /// <param name="action">Requested when a key was pressed; without one the next verb runs.</param>
    public VoiceResponse GatherKey(string action, int timeoutSeconds, string text, SpokenIn spoken = default)
    {
        _xml.Append("<Gather numDigits=\"1\"");
        Attribute("timeout", timeoutSeconds);
        Attribute("action", action);
        _xml.Append('>');
        AppendSay(text, spoken);
        _xml.Append("</Gather>");
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

    private void AppendSay(string text, SpokenIn spoken)
    {
        _xml.Append("<Say");
        if (spoken.Voice is { } voice)
            Attribute("voice", voice);
        if (spoken.Language is { } language)
            Attribute("language", language);
        _xml.Append('>');
        XmlText.Append(_xml, text);
        _xml.Append("</Say>");
    }

    /// <summary>https://www.twilio.com/docs/voice/twiml/number</summary>
    private void AppendNumber(string number, DialOptions options)
    {
        _xml.Append("<Number");
        if (options.WhisperUrl is { } whisper)
            Attribute("url", whisper);
        if (options.AmdStatusCallback is { } detection)
        {
            Attribute("machineDetection", "Enable");
            Attribute("amdStatusCallback", detection);
        }
        _xml.Append('>');
        XmlText.Append(_xml, number);
        _xml.Append("</Number>");
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

/// <summary>How a text is spoken; what is null is left to Twilio.</summary>
/// <param name="Language">BCP 47.</param>
public readonly record struct SpokenIn(string? Language, string? Voice);

/// <summary>How phones are rung: https://www.twilio.com/docs/voice/twiml/dial#attributes.</summary>
/// <param name="TimeoutSeconds">How long they ring.</param>
/// <param name="TimeLimitSeconds">The longest conversation.</param>
/// <param name="Action">Requested when the dialed leg ends, whoever ends it.</param>
public sealed record DialOptions(int TimeoutSeconds, int TimeLimitSeconds, string Action)
{
    /// <summary>Asked what who picks up hears, before the caller is put through; null for nothing.</summary>
    public string? WhisperUrl { get; init; }

    /// <summary>Told who picked up, a person or a machine; null where nobody listens.</summary>
    public string? AmdStatusCallback { get; init; }

    /// <summary>Told of the recording; null where the call is not recorded.</summary>
    public string? RecordingStatusCallback { get; init; }
}
