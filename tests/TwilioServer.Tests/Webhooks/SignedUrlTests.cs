using Microsoft.AspNetCore.Http;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>Under which URL a delivery may have been signed, given where the service is reached.</summary>
public sealed class SignedUrlTests
{
    [Theory]
    [InlineData("https://calls.example.test", "https://calls.example.test/webhooks/voice?c=1&x=a+b%20c")]
    [InlineData("https://calls.example.test", "https://calls.example.test:443/webhooks/voice?c=1&x=a+b%20c")]
    [InlineData("https://calls.example.test:8443", "https://calls.example.test:8443/webhooks/voice?c=1&x=a+b%20c")]
    [InlineData("http://calls.example.test", "http://calls.example.test/webhooks/voice?c=1&x=a+b%20c")]
    [InlineData("http://calls.example.test", "http://calls.example.test:80/webhooks/voice?c=1&x=a+b%20c")]
    [InlineData("http://localhost:3701", "http://localhost:3701/webhooks/voice?c=1&x=a+b%20c")]
    public async Task The_public_address_is_accepted_with_its_default_port_and_without(string address, string signed) =>
        Assert.Null(await RefusalAsync(Requests.Signed(signed, "/webhooks/voice?c=1&x=a+b%20c"), address));

    [Theory]
    [InlineData("https://calls.example.test", "http://calls.example.test/webhooks/voice")]
    [InlineData("https://calls.example.test", "https://calls.example.test/webhooks/voice/")]
    [InlineData("https://calls.example.test", "https://calls.example.test/webhooks/sms")]
    [InlineData("https://calls.example.test", "https://calls.example.test/webhooks/voice?c=1")]
    [InlineData("https://calls.example.test", "https://other.example.test/webhooks/voice")]
    [InlineData("https://calls.example.test", "https://calls.example.test:8443/webhooks/voice")]
    [InlineData("https://calls.example.test", "https://calls.example.test:80/webhooks/voice")]
    [InlineData("https://calls.example.test:8443", "https://calls.example.test/webhooks/voice")]
    [InlineData("https://calls.example.test:8443", "https://calls.example.test:443/webhooks/voice")]
    public async Task Another_address_is_refused(string address, string signed) =>
        Assert.Equal(Refusal.WrongSignature, await RefusalAsync(Requests.Signed(signed, "/webhooks/voice"), address));

    [Theory]
    [InlineData("https://api.example.test/twilio/webhooks/voice?c=1", "/webhooks/voice?c=1")]
    [InlineData("https://api.example.test/twilio/webhooks/voice?c=1", "/twilio/webhooks/voice?c=1")]
    [InlineData("https://api.example.test:443/twilio/webhooks/voice?c=1", "/webhooks/voice?c=1")]
    [InlineData("https://api.example.test:443/twilio/webhooks/voice?c=1", "/twilio/webhooks/voice?c=1")]
    [InlineData("https://api.example.test/webhooks/voice?c=1", "/webhooks/voice?c=1")]
    [InlineData("https://api.example.test:443/webhooks/voice?c=1", "/webhooks/voice?c=1")]
    public async Task A_path_prefix_may_be_stripped_by_a_proxy_or_kept_or_not_be_there(string signed, string target) =>
        Assert.Null(await RefusalAsync(Requests.Signed(signed, target), "https://api.example.test/twilio"));

    [Theory]
    [InlineData("https://api.example.test/other/webhooks/voice", "/webhooks/voice")]
    [InlineData("https://api.example.test/twilio/webhooks/sms", "/webhooks/voice")]
    public async Task Another_path_prefix_is_refused(string signed, string target) =>
        Assert.Equal(
            Refusal.WrongSignature,
            await RefusalAsync(Requests.Signed(signed, target), "https://api.example.test/twilio")
        );

    [Theory]
    [InlineData("https://api.example.test/twilio/webhooks/sms")]
    [InlineData("https://dr.example.test/webhooks/sms")]
    public async Task Each_of_several_public_addresses_is_accepted(string signed) =>
        Assert.Null(
            await RefusalAsync(
                Requests.Signed(signed, "/webhooks/sms"),
                "https://api.example.test/twilio",
                "https://dr.example.test"
            )
        );

    [Fact]
    public async Task A_host_may_be_signed_as_the_setting_spells_it()
    {
        const string address = "https://API.Example.test/Twilio";
        foreach (var signed in new[] { address, "https://api.example.test/Twilio" })
            Assert.Null(await RefusalAsync(Requests.Signed(signed + "/webhooks/sms", "/webhooks/sms"), address));
    }

    [Fact]
    public async Task The_address_that_was_right_last_time_does_not_shut_out_the_others()
    {
        var verifier = Requests.Verifier("https://api.example.test/twilio", "https://dr.example.test");
        foreach (var i in Enumerable.Range(0, 12))
        {
            var address = (i % 3) switch
            {
                0 => "https://api.example.test/twilio",
                1 => "https://dr.example.test:443",
                _ => "https://api.example.test",
            };
            var request = Requests.Signed(address + "/webhooks/sms", "/webhooks/sms");
            Assert.Null((await verifier.ReadAsync(request)).Refusal);
        }
    }

    [Fact]
    public async Task The_host_header_decides_nothing()
    {
        var request = Requests.Signed("https://evil.example.test/webhooks/voice", "/webhooks/voice");
        request.Request.Scheme = "https";
        request.Request.Host = new HostString("evil.example.test");
        request.Request.Headers["X-Forwarded-Host"] = "evil.example.test";
        Assert.Equal(Refusal.WrongSignature, await RefusalAsync(request, "https://calls.example.test"));
    }

    private static async Task<Refusal?> RefusalAsync(HttpContext request, params string[] addresses) =>
        (await Requests.Verifier(addresses).ReadAsync(request)).Refusal;
}
