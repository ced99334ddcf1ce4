using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>The URLs that the service hands out carry the token, and nothing that it keeps does.</summary>
public sealed class UrlTokenWriterTests
{
    private const string Base = "https://calls.example.test/twilio";
    private static readonly UrlTokenWriter Writer = new("a+b/c=");

    [Theory]
    [InlineData("/webhooks/sms/status?i=1&a=2#rc=2", "/webhooks/sms/status?token=a%2Bb%2Fc%3D&i=1&a=2#rc=2")]
    [InlineData("/webhooks/sms/status#rc=2?", "/webhooks/sms/status?token=a%2Bb%2Fc%3D#rc=2?")]
    [InlineData("/webhooks/sms", "/webhooks/sms?token=a%2Bb%2Fc%3D")]
    public void A_url_gets_the_token_before_its_fragment(string url, string expected) =>
        Assert.Equal(Base + expected, Writer.AddToUrl(Base + url));

    [Fact]
    public void A_document_gets_it_in_each_url_of_a_webhook_and_nowhere_else()
    {
        const string document =
            $"""<Response><Say>See {Base}/help</Say><Record action="{Base}/webhooks/voice/record?c=1&amp;n=2" """
            + $"""recordingStatusCallback="{Base}/webhooks/recording"/><Play>https://other.test/webhooks/x</Play>"""
            + $"<Redirect>{Base}/webhooks/voice</Redirect></Response>";
        const string expected =
            $"""<Response><Say>See {Base}/help</Say><Record action="{Base}/webhooks/voice/record?token=a%2Bb%2Fc%3D&amp;c=1&amp;n=2" """
            + $"""recordingStatusCallback="{Base}/webhooks/recording?token=a%2Bb%2Fc%3D"/><Play>https://other.test/webhooks/x</Play>"""
            + $"<Redirect>{Base}/webhooks/voice?token=a%2Bb%2Fc%3D</Redirect></Response>";
        Assert.Equal(expected, Writer.AddToDocument(document, ["https://dr.test", Base]));
    }

    [Fact]
    public void Without_a_token_everything_stays_itself()
    {
        const string document = $"""<Response><Dial action="{Base}/webhooks/voice/dial-result"/></Response>""";
        var writer = new UrlTokenWriter(null);
        Assert.Same(document, writer.AddToDocument(document, [Base]));
        Assert.Same(document, writer.AddToUrl(document));
    }
}
