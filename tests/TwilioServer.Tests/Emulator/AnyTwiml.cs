using FsCheck;
using FsCheck.Fluent;

namespace TwilioServer.Tests.Emulator;

/// <summary>Documents as no application should write them: pieces in any order, and good ones that were tampered with.</summary>
internal static class AnyTwiml
{
    public static readonly string[] Good =
    [
        "<Response><Say voice='alice' loop='2'>Hi <break time='1s'/><prosody rate='slow'>x</prosody></Say><Hangup/></Response>",
        "<Response><Gather input='dtmf speech' numDigits='1' timeout='3' action='/voice'><Say>Press</Say><Play>/a</Play><Pause/></Gather><Redirect>/voice</Redirect></Response>",
        "<Response><Record maxLength='10' timeout='2' transcribe='true' transcribeCallback='/t' recordingStatusCallback='/r' finishOnKey='#'/></Response>",
        "<Response><Dial action='/voice' timeout='9' timeLimit='60' hangupOnStar='true' record='record-from-ringing-dual'><Number url='/voice' sendDigits='w1' machineDetection='Enable' amdStatusCallback='/amd'>+13125550111</Number></Dial></Response>",
        "<Response><Dial sequential='true' callerId='+15125550199'><Number>+13125550111</Number><Number>+12125550122</Number><Client>x</Client></Dial><Say>Bye</Say></Response>",
        "<Response><Start><Recording recordingStatusCallback='/r'/><Transcription statusCallbackUrl='/t' partialResults='true'/></Start><Pause length='4'/><Stop><Recording/><Transcription/></Stop></Response>",
        "<Response><Sms to='+13125550111' action='/voice' statusCallback='/s'>Hello</Sms><Reject reason='busy'/></Response>",
        "<Response><Enqueue workflowSid='WW'><Task priority='1'>{}</Task></Enqueue><Connect><Stream url='wss://x'/></Connect><Pay><Prompt for='security-code'><Say>x</Say></Prompt></Pay><Leave/></Response>",
    ];

    private static readonly string[] Pieces =
    [
        "<Response>",
        "</Response>",
        "<Say>",
        "</Say>",
        "<Gather>",
        "</Gather>",
        "<Dial>",
        "</Dial>",
        "<Pause length='2147483647'/>",
        "<Play loop='0'>x</Play>",
        "<Redirect/>",
        "<Record action=''/>",
        "<Number>nobody</Number>",
        "<!-- c --><![CDATA[x]]>",
        " loop='0'",
        " timeout='99999999999'",
        " xmlns='urn:x'",
        " xmlns:a='urn:a' a:b='c'",
        "&amp;",
        "&nope;",
        "<?pi x?>",
        "\u0001",
        "'",
        "\"",
        ">",
        "-1",
        "é😀",
        "http://[",
    ];

    /// <summary>Pieces one after the other, with a root around them or without.</summary>
    public static Gen<string> Heap =>
        from pieces in Gen.Elements(Pieces.Concat(Good).ToArray()).ArrayOf()
        from hasRoot in Gen.Elements(true, true, false)
        let body = string.Concat(pieces)
        select hasRoot ? $"<Response>{body}</Response>" : body;

    /// <summary>A good document after one to four changes.</summary>
    public static Gen<string> Tampered =>
        from document in Gen.Elements(Good)
        from changes in Change.ListOf(4)
        from count in Gen.Choose(1, 4)
        select changes.Take(count).Aggregate(document, (text, change) => change(text));

    private static Gen<Func<string, string>> Change =>
        from position in Gen.Choose(0, 999)
        from length in Gen.Choose(1, 12)
        from piece in Gen.Elements(Pieces)
        from kind in Gen.Choose(0, 3)
        select (Func<string, string>)(text => Apply(text, position, length, piece, kind));

    private static string Apply(string text, int position, int length, string piece, int kind)
    {
        var start = text.Length * position / 1000;
        var end = Math.Min(text.Length, start + length);
        return kind switch
        {
            0 => text[..start] + text[end..],
            1 => text[..end] + text[start..],
            2 => text[..start] + piece + text[start..],
            _ => text[..start] + piece + text[end..],
        };
    }
}
