using TwilioEmulator.Webhooks;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>Published vectors, and vectors computed with Twilio's own SDK.</summary>
public sealed class SignatureTests
{
    private const string Token = "12345678901234567890123456789012";

    private static readonly string[] VoiceParameters =
    [
        "CallSid=CA1234567890ABCDE",
        "Caller=+12349013030",
        "Digits=1234",
        "From=+12349013030",
        "To=+18005551212",
    ];

    public static TheoryData<string, string, string[], string> Vectors =>
        new()
        {
            { Token, "https://example.com/twilio/voice?foo=1&bar=2", VoiceParameters, "J1JLngbWWL3woAeRO4iLhMuH/RU=" },
            {
                Token,
                "https://example.com:443/twilio/voice?foo=1&bar=2",
                VoiceParameters,
                "/FqtWawTJfTroCap3lAH6osJMhk="
            },
            {
                Token,
                "https://example.com/twilio/sms",
                [
                    "MessageSid=SM0123456789abcdef0123456789abcdef",
                    "From=+14155550100",
                    "To=+14155551234",
                    "Body=Größe 1+1=2 & 日本 😀",
                    "NumMedia=0",
                    "FromCity=",
                ],
                "UA0DHaUIz4BF1iCCtkVF4ly0UUg="
            },
            {
                Token,
                "https://example.com/twilio/json?bodySHA256=95f1ab59abc1c52540e62c069d9845f9b6931391aeef8ac1738b5133c3db0b81",
                [],
                "qNak1HLq5D9TpsHWWTnMPFubIU0="
            },
            {
                Token,
                "https://example.com/twilio/voice?name=O%27Brien&x=a+b&y=a%20b&z=%2B1",
                [],
                "DgRHCupR1QwZMwp2oKyrkd+iYbY="
            },
            {
                Token,
                "https://example.com/x",
                ["A=1", "MediaUrl=b", "MediaUrl=a", "MediaUrl=a"],
                "KnDn/eV0i0jmK0Wv2cSSwh53f2A="
            },
            {
                "12345",
                "https://example.com/myapp.php?foo=1&bar=2",
                [
                    "CallSid=CA1234567890ABCDE",
                    "Caller=+14158675310",
                    "Digits=1234",
                    "From=+14158675310",
                    "To=+18005551212",
                ],
                "L/OH5YylLD5NRKLltdqwSvS0BnU="
            },
        };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Signs_as_Twilio_does(string token, string url, string[] parameters, string expected)
    {
        var pairs = parameters.Select(each => each.Split('=', 2)).Select(each => KeyValuePair.Create(each[0], each[1]));
        Assert.Equal(expected, WebhookSigner.Sign(token, url, pairs));
    }

    [Theory]
    [InlineData("http://localhost:3701/v?a=1", true, "http://localhost:3701/v?a=1")]
    [InlineData("http://localhost:3701/v#rc=2&rp=5xx", true, "http://localhost:3701/v")]
    [InlineData("https://user:pass@example.com/v", true, "https://example.com/v")]
    [InlineData("https://example.com:8443/v", true, "https://example.com/v")]
    [InlineData("https://example.com:8443/v", false, "https://example.com:8443/v")]
    [InlineData("https://example.com", true, "https://example.com/")]
    [InlineData(
        "https://example.com/v?name=O%27Brien&x=a+b&y=a%20b",
        true,
        "https://example.com/v?name=O%27Brien&x=a+b&y=a%20b"
    )]
    public void Signs_the_url_without_what_Twilio_leaves_out(string url, bool voice, string signed) =>
        Assert.Equal(signed, WebhookUrl.Parse(url)!.Signed(voice));

    [Theory]
    [InlineData("")]
    [InlineData("/voice")]
    [InlineData("ftp://example.com/")]
    public void Refuses_what_is_no_web_address(string url) => Assert.Null(WebhookUrl.Parse(url));
}
