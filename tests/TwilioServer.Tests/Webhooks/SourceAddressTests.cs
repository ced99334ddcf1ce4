using System.Net;
using Microsoft.AspNetCore.Http;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>Where a request came from, when proxies stand before the service and strangers write headers.</summary>
public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "", "192.0.2.1")]
    [InlineData("192.0.2.1", "198.51.100.7", "192.0.2.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", "198.51.100.7", "198.51.100.7")]
    [InlineData("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7")]
    [InlineData("10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7")]
    [InlineData("10.0.0.1", "1.2.3.4,198.51.100.7,10.9.9.9", "198.51.100.7")]
    [InlineData("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    [InlineData("10.0.0.1", "1.2.3.4, nonsense, 10.0.0.2", "10.0.0.2")]
    [InlineData("10.0.0.1", "nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", ",,,", "10.0.0.1")]
    [InlineData("10.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("fd00::1", "2001:db8::7", "2001:db8::7")]
    [InlineData("2001:db8::9", "2001:db8::7", "2001:db8::9")]
    [InlineData("::ffff:192.0.2.1", "", "192.0.2.1")]
    public void Of_the_hops_the_last_that_is_no_proxy_of_ours_is_the_source(
        string remote,
        string forwardedFor,
        string source
    )
    {
        var proxies = AddressSet.TryParse("10.0.0.0/8, fd00::1")!;
        Assert.Equal(IPAddress.Parse(source), new SourceAddresses(proxies).Of(Request(remote, forwardedFor)));
    }

    [Fact]
    public void Where_no_proxy_is_trusted_headers_say_nothing() =>
        Assert.Equal(
            IPAddress.Parse("10.0.0.1"),
            new SourceAddresses(AddressSet.Empty).Of(Request("10.0.0.1", "198.51.100.7"))
        );

    [Fact]
    public void Several_headers_are_one_list()
    {
        var request = Request("10.0.0.1", "");
        request.Request.Headers["X-Forwarded-For"] = new(["1.2.3.4", "198.51.100.7"]);
        var proxies = AddressSet.TryParse("10.0.0.1")!;
        Assert.Equal(IPAddress.Parse("198.51.100.7"), new SourceAddresses(proxies).Of(request));
    }

    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("::ffff:127.0.0.1", null, true)]
    [InlineData("192.0.2.1", null, false)]
    [InlineData("127.0.0.1", "X-Forwarded-For", false)]
    [InlineData("127.0.0.1", "X-Forwarded-Host", false)]
    [InlineData("127.0.0.1", "Forwarded", false)]
    [InlineData("127.0.0.1", "X-Real-IP", false)]
    [InlineData("127.0.0.1", "Via", false)]
    public void Only_this_machine_itself_is_local(string remote, string? header, bool isLocal)
    {
        var request = Request(remote, "");
        if (header is not null)
            request.Request.Headers[header] = "127.0.0.1";
        Assert.Equal(isLocal, SourceAddresses.IsLocal(request));
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void A_source_is_an_address_or_a_64_of_IPv6(string one, string other, bool same) =>
        Assert.Equal(
            same,
            SourceAddresses.KeyOf(IPAddress.Parse(one)) == SourceAddresses.KeyOf(IPAddress.Parse(other))
        );

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.1,proxy.example.test")]
    [InlineData(",")]
    public void A_list_of_proxies_with_a_mistake_is_none(string text) => Assert.Null(AddressSet.TryParse(text));

    private static DefaultHttpContext Request(string remote, string forwardedFor)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        if (forwardedFor.Length > 0)
            context.Request.Headers["X-Forwarded-For"] = forwardedFor;
        return context;
    }
}
