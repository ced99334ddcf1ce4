using System.Net;
using System.Security.Authentication;

namespace TwilioServer.Tests.Emulator.Proxy;

/// <summary>What may go through the proxy, and what must not leave the machine.</summary>
public sealed class TunnelTests : ProxyTest
{
    private const string Calls = $"/2010-04-01/Accounts/{TwilioEmulator.EmulatorOptions.DemoAccountSid}/Calls.json";

    [Theory]
    [InlineData("api.twilio.com")]
    [InlineData("api.dublin.ie1.twilio.com")]
    [InlineData("api.sydney.au1.twilio.com")]
    public async Task Twilios_hosts_are_the_emulator(string host)
    {
        var (status, body) = await GetAsync($"https://{host}{Calls}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"calls\":[]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNECT example.com:443 HTTP/1.1")]
    [InlineData("CONNECT eviltwilio.com:443 HTTP/1.1")]
    [InlineData("CONNECT api.twilio.com.example.com:443 HTTP/1.1")]
    [InlineData("CONNECT example.com#.twilio.com:443 HTTP/1.1")]
    [InlineData("CONNECT api.twilio.com:80 HTTP/1.1")]
    [InlineData("CONNECT api.twilio.com HTTP/1.1")]
    [InlineData("CONNECT 127.0.0.1:443 HTTP/1.1")]
    [InlineData("CONNECT [::1]:443 HTTP/1.1")]
    [InlineData("GET http://api.twilio.com/ HTTP/1.1")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("nonsense")]
    public async Task Everything_else_is_refused_and_told_why(string request)
    {
        var answer = await SayAsync(request + "\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 Forbidden", answer, StringComparison.Ordinal);
        Assert.Contains("NO_PROXY", answer, StringComparison.Ordinal);
        Assert.EndsWith("\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNECT API.Twilio.COM:443 HTTP/1.1")]
    [InlineData("CONNECT twilio.com:443 HTTP/1.1")]
    public async Task A_tunnel_to_Twilio_is_opened(string request) =>
        Assert.Equal("HTTP/1.1 200 Connection Established", await SayAsync(request + "\r\n\r\n"));

    [Fact]
    public async Task A_head_without_end_is_not_listened_to() =>
        Assert.Equal("", await SayAsync(new string('x', 20_000)));

    [Fact]
    public async Task In_a_tunnel_no_other_name_gets_a_certificate() =>
        await Assert.ThrowsAnyAsync<Exception>(() => CertificateOfAsync("example.com"));

    [Fact]
    public async Task A_certificate_names_the_hosts_of_one_region()
    {
        using var certificate = await CertificateOfAsync("api.dublin.ie1.twilio.com");
        Assert.True(certificate.MatchesHostname("messaging.dublin.ie1.twilio.com"));
        Assert.False(certificate.MatchesHostname("api.twilio.com"));
        Assert.True(certificate.NotAfter - certificate.NotBefore < TimeSpan.FromDays(398));
    }
}
