using TwilioEmulator.TwiML;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>
/// What Twilio's schema does not have is warning 12200: attributes that an element does not know, elements and text
/// where they do not belong, and values that are not true or false, not a number within bounds, or not in the list.
/// </summary>
public sealed class TwimlSchemaTests
{
    [Theory]
    [InlineData("<Say tone='x'>Hi</Say>", "Attribute 'tone' is not allowed to appear in element 'Say'")]
    [InlineData("<Say><Say>Hi</Say></Say>", "Element 'Say' is not allowed inside 'Say'")]
    [InlineData("<say>Hi</say>", "Invalid element: say")]
    [InlineData("<Message>Hi</Message>", "Invalid element: Message")]
    [InlineData("Hello", "Element 'Response' cannot have text inside")]
    [InlineData("<Pause>2</Pause>", "Element 'Pause' cannot have text inside")]
    [InlineData("<Pause length='two'/>", "Attribute 'length' of element 'Pause' has the invalid value 'two'")]
    [InlineData("<Pause length='-1'/>", "Attribute 'length' of element 'Pause' has the invalid value '-1'")]
    [InlineData("<Dial timeout='601'>1</Dial>", "Attribute 'timeout' of element 'Dial' has the invalid value '601'")]
    [InlineData("<Gather numDigits='0'/>", "Attribute 'numDigits' of element 'Gather' has the invalid value '0'")]
    [InlineData("<Record playBeep='yes'/>", "Attribute 'playBeep' of element 'Record' has the invalid value 'yes'")]
    [InlineData("<Say voice='Bob'>Hi</Say>", "Attribute 'voice' of element 'Say' has the invalid value 'Bob'")]
    [InlineData("<Say language='xx'>Hi</Say>", "Attribute 'language' of element 'Say' has the invalid value 'xx'")]
    [InlineData(
        "<Redirect method='PUT'>/</Redirect>",
        "Attribute 'method' of element 'Redirect' has the invalid value 'PUT'"
    )]
    [InlineData(
        "<Gather input='dtmf voice'/>",
        "Attribute 'input' of element 'Gather' has the invalid value 'dtmf voice'"
    )]
    [InlineData("<Reject reason='rude'/>", "Attribute 'reason' of element 'Reject' has the invalid value 'rude'")]
    [InlineData(
        "<Dial><Number amd='1'>1</Number></Dial>",
        "Attribute 'amd' is not allowed to appear in element 'Number'"
    )]
    [InlineData("<Number>1</Number>", "Invalid element: Number")]
    [InlineData("<Pay><Say>Hi</Say></Pay>", "Element 'Say' is not allowed inside 'Pay'")]
    [InlineData(
        "<Say><break strength='huge'/></Say>",
        "Attribute 'strength' of element 'break' has the invalid value 'huge'"
    )]
    [InlineData("<Say><s><p>Hi</p></s></Say>", "Element 'p' is not allowed inside 's'")]
    [InlineData("<a:Say xmlns:a='urn:a'>Hi</a:Say>", "Invalid element: Say")]
    public void A_breach_is_one_warning(string verbs, string warning) =>
        Assert.Equal([warning], TwimlParser.ParseVoice($"<Response>{verbs}</Response>").Warnings);

    [Theory]
    [InlineData(
        "<Say voice='Polly.Joanna-Neural' language='en-US' loop='2'>Hi <break strength='weak' time='1s'/></Say>"
    )]
    [InlineData(
        "<Say><prosody rate='slow'><emphasis level='strong'>Hi</emphasis></prosody><lang xml:lang='fr-FR'>x</lang></Say>"
    )]
    [InlineData(
        "<Say><say-as interpret-as='date' format='mdy'>1</say-as><phoneme alphabet='ipa' ph='x'>y</phoneme></Say>"
    )]
    [InlineData(
        "<Gather input='dtmf speech' language='de-DE' hints='a, b' speechModel='phone_call' enhanced='true' debug='false'/>"
    )]
    [InlineData(
        "<Dial ringTone='us-old' trim='do-not-trim' events='call-progress-event'><Sip>sip:a@b<Uri priority='1'>x</Uri><Headers><Header name='a' value='b'/></Headers></Sip></Dial>"
    )]
    [InlineData(
        "<Dial><Number statusCallbackEvent='initiated ringing answered completed'>1</Number><Client><Identity>x</Identity><Parameter name='a' value='b'/></Client></Dial>"
    )]
    [InlineData(
        "<Dial><Conference beep='onEnter' maxParticipants='2' region='ie1' statusCallbackEvent='start end join'>room</Conference></Dial>"
    )]
    [InlineData(
        "<Dial><Queue url='/w'>q</Queue></Dial><Enqueue workflowSid='WW'><Task priority='1'>{}</Task></Enqueue><Leave/><Echo/>"
    )]
    [InlineData(
        "<Pay validCardTypes='visa amex' chargeAmount='1.00'><Prompt for='security-code' attempt='1 2'><Say>Hi</Say></Prompt></Pay>"
    )]
    [InlineData(
        "<Connect><Stream url='wss://x' track='inbound_track'><Parameter name='a' value='b'/></Stream></Connect>"
    )]
    [InlineData("<Connect><ConversationRelay url='wss://x'><Language code='en-US'/></ConversationRelay></Connect>")]
    [InlineData(
        "<Start><Siprec/><Stream/><Recording channels='dual'/><Transcription track='both_tracks'/></Start><Stop><Stream name='a'/></Stop>"
    )]
    [InlineData(
        "<Refer><Sip>sip:a@b</Sip></Refer><Hangup><Parameter name='a' value='b'/></Hangup><Reject reason='busy'/>"
    )]
    [InlineData(
        "<Record trim='trim-silence' recordingStatusCallbackEvent='in-progress completed absent' timeout=''/><Sms to='+1'>x</Sms>"
    )]
    public void What_Twilio_documents_is_no_breach(string verbs) =>
        Assert.Empty(TwimlParser.ParseVoice($"<Response>{verbs}</Response>").Warnings);

    [Theory]
    [InlineData(
        "<Message to='+1' from='+1' action='/a' method='GET' statusCallback='/b'><Body>x</Body><Media>y</Media></Message>",
        0
    )]
    [InlineData("<Redirect method='POST'>/a</Redirect>", 0)]
    [InlineData("<Message>Hi<Say>x</Say></Message>", 1)]
    [InlineData("<Say>Hi</Say>", 1)]
    public void Messaging_has_a_schema_of_its_own(string verbs, int warnings) =>
        Assert.Equal(warnings, TwimlParser.ParseMessaging($"<Response>{verbs}</Response>").Warnings.Count);

    [Fact]
    public void Each_breach_is_told_in_the_order_of_the_document() =>
        Assert.Equal(
            [
                "Attribute 'x' is not allowed to appear in element 'Dial'",
                "Element 'Say' is not allowed inside 'Dial'",
                "Invalid element: Foo",
            ],
            TwimlParser.ParseVoice("<Response><Dial x='1'><Say>Hi</Say></Dial><Foo/></Response>").Warnings
        );
}
