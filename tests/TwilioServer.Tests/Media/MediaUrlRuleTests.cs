using System.Net;
using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Media;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Media;

/// <summary>Which URLs are asked for. Whatever is refused here, no request is made for it.</summary>
public sealed class MediaUrlRuleTests
{
    private const string Own = "AC00000000000000000000000000000001";
    private const string Tenants = "AC00000000000000000000000000000002";
    private const string Message = "MM00000000000000000000000000000003";
    private const string Medium = "ME00000000000000000000000000000004";
    private const string Path = $"/2010-04-01/Accounts/{Own}/Messages/{Message}/Media/{Medium}";
    private const string Good = $"https://api.twilio.com{Path}";

    private static readonly MediaUrlRule Rule = new(
        new Uri("https://api.twilio.com"),
        ["mms.twiliocdn.com", "media.twiliocdn.com"]
    );

    public static TheoryData<string, string> Hostile =>
        new()
        {
            { "", "url-malformed" },
            { "x", "url-malformed" },
            { "//api.twilio.com" + Path, "scheme-wrong" },
            { Path, "scheme-wrong" },
            { "/etc/passwd", "scheme-wrong" },
            { "file:///etc/passwd", "scheme-wrong" },
            { $"file://api.twilio.com{Path}", "scheme-wrong" },
            { "ftp://api.twilio.com" + Path, "scheme-wrong" },
            { "gopher://api.twilio.com:443" + Path, "scheme-wrong" },
            { "javascript:alert(1)", "scheme-wrong" },
            { "data:image/png;base64,iVBORw0KGgo=", "scheme-wrong" },
            { "http://api.twilio.com" + Path, "scheme-wrong" },
            { "https://169.254.169.254/latest/meta-data/", "host-wrong" },
            { "https://127.0.0.1" + Path, "host-wrong" },
            { "https://2130706433" + Path, "host-wrong" },
            { "https://0x7f.1" + Path, "host-wrong" },
            { "https://0177.0.0.1" + Path, "host-wrong" },
            { "https://[::1]" + Path, "host-wrong" },
            { "https://[::ffff:169.254.169.254]" + Path, "host-wrong" },
            { "https://10.0.0.1" + Path, "host-wrong" },
            { "https://localhost" + Path, "host-wrong" },
            { "https://twilio.com" + Path, "host-wrong" },
            { "https://api.twilio.com.evil.test" + Path, "host-wrong" },
            { "https://evil.test/https://api.twilio.com" + Path, "host-wrong" },
            { "https://evil.test?https://api.twilio.com" + Path, "host-wrong" },
            { "https://evil.test#https://api.twilio.com" + Path, "host-wrong" },
            { "https://api.twilio.com.:443" + Path, "host-wrong" },
            { "https://api-twilio.com" + Path, "host-wrong" },
            { "https://xn--pi-twilio-53a.com" + Path, "host-wrong" },
            { "https://api.tw\u0131lio.com" + Path, "host-wrong" },
            { "https://api\u3002twilio\u3002com.evil.test" + Path, "host-wrong" },
            { "https://api.twilio.com@evil.test" + Path, "user-in-url" },
            { "https://api.twilio.com:443@evil.test" + Path, "user-in-url" },
            { "https://user:password@api.twilio.com" + Path, "user-in-url" },
            { "https://@api.twilio.com" + Path, "path-wrong" },
            { "https://api.twilio.com:8443" + Path, "port-wrong" },
            { "https://api.twilio.com:22" + Path, "port-wrong" },
            { "https://api.twilio.com:80" + Path, "port-wrong" },
            { "https://api.twilio.com:443" + Path, "path-wrong" },
            { "HTTPS://api.twilio.com" + Path, "path-wrong" },
            { "https://API.TWILIO.COM" + Path, "path-wrong" },
            { "https://api.twilio.com\\@evil.test" + Path, "url-malformed" },
            { "https://api%2etwilio.com" + Path, "url-malformed" },
            { " " + Good, "path-wrong" },
            { Good + " ", "path-wrong" },
            { Good + "\n", "path-wrong" },
            { Good + "\0", "path-wrong" },
            { Good + "/", "path-wrong" },
            { Good + ".json", "path-wrong" },
            { Good + "?a=b", "path-wrong" },
            { Good + "#a", "path-wrong" },
            { Good + "/../../../../Accounts.json", "path-wrong" },
            { "https://api.twilio.com/../.." + Path, "path-wrong" },
            { "https://api.twilio.com/" + Path, "path-wrong" },
            { $"https://api.twilio.com/2010-04-01/Accounts/{Own}/Messages/{Message}/Media/..%2f..", "path-wrong" },
            {
                $"https://api.twilio.com/2010-04-01/Accounts/{Own}/Messages/{Message}/Media/%4d{Medium[1..]}",
                "path-wrong"
            },
            { $"https://api.twilio.com/2010-04-01/Accounts/{Own}/Recordings/RE{Medium[2..]}", "path-wrong" },
            { $"https://api.twilio.com/2010-04-01/Accounts/{Own}.json", "path-wrong" },
            { $"https://api.twilio.com/2010-04-01/accounts/{Own}/Messages/{Message}/Media/{Medium}", "path-wrong" },
            { Good.Replace(Own, Own[..^1] + "\u0661"), "path-wrong" },
            { Good.Replace(Medium, Medium.ToLowerInvariant()), "path-wrong" },
            { Good.Replace(Own, "ACffffffffffffffffffffffffffffffff"), "account-foreign" },
            { Good.Replace(Message, "MMffffffffffffffffffffffffffffffff"), "message-foreign" },
        };

    [Fact]
    public void There_are_many() => Assert.True(Hostile.Count >= 60, $"{Hostile.Count} hostile URLs");

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_Twilio_would_not_write_is_refused_with_the_reason(string url, string reason)
    {
        var (resource, why) = Rule.Read(url, Message, [Own, Tenants]);
        Assert.Null(resource);
        Assert.Equal(reason, why);
    }

    [Theory]
    [InlineData(Own)]
    [InlineData(Tenants)]
    public void What_Twilio_writes_is_asked_for_in_its_account(string account)
    {
        var url = Good.Replace(Own, account);
        var (resource, reason) = Rule.Read(url, Message, [Own, Tenants]);
        Assert.Null(reason);
        Assert.Equal(new MediaResource(account, Message, Medium), resource);
        Assert.Equal(url, Rule.UrlOf(resource!).AbsoluteUri);
    }

    /// <summary>A good URL with something put into it, taken out of it or changed: whatever passes is asked for as it stands.</summary>
    [Fact]
    public void What_passes_is_letter_by_letter_what_is_asked_for()
    {
        var passed = 0;
        Properties.Hold(
            Spoilt,
            url =>
            {
                if (Rule.Read(url, Message, [Own, Tenants]).Resource is not { } resource)
                    return;
                passed++;
                Assert.Equal(url, Rule.UrlOf(resource).AbsoluteUri);
                Assert.Equal((Message, "api.twilio.com"), (resource.MessageSid, Rule.UrlOf(resource).Host));
                Assert.Contains(resource.AccountSid, new[] { Own, Tenants });
            },
            5_000
        );
        Figures.Print($"5,000 spoilt URLs: {passed} passed, none of which differs from what is asked for");
    }

    private static Gen<string> Spoilt =>
        from at in Gen.Choose(0, Good.Length)
        from gone in Gen.Choose(0, 3)
        from piece in Gen.OneOf(
            Texts.Any,
            Gen.Elements(
                "@",
                "@evil.test/",
                ":80",
                "\\",
                "/../",
                "%2f",
                "%00",
                ".",
                "#",
                "?",
                "[::1]",
                "0",
                "\u3002",
                "a1"
            )
        )
        select Good[..at] + piece + Good[Math.Min(Good.Length, at + gone)..];

    [Fact]
    public void An_emulator_s_scheme_and_port_are_its_own()
    {
        var rule = new MediaUrlRule(new Uri("http://127.0.0.1:3799/"), []);
        Assert.NotNull(rule.Read("http://127.0.0.1:3799" + Path, Message, [Own]).Resource);
        Assert.Equal("port-wrong", rule.Read("http://127.0.0.1:37990" + Path, Message, [Own]).Reason);
        Assert.Equal("scheme-wrong", rule.Read(Good, Message, [Own]).Reason);
    }

    [Theory]
    [InlineData("https://mms.twiliocdn.com/AC1/a?Expires=1&Signature=x", true)]
    [InlineData("https://media.twiliocdn.com/AC1/a", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("/relative", false)]
    [InlineData("//mms.twiliocdn.com/a", false)]
    [InlineData("http://mms.twiliocdn.com/a", false)]
    [InlineData("https://mms.twiliocdn.com:8443/a", false)]
    [InlineData("https://mms.twiliocdn.com", false)]
    [InlineData("https://mms.twiliocdn.com.evil.test/a", false)]
    [InlineData("https://mms.twiliocdn.com@evil.test/a", false)]
    [InlineData("https://evil@mms.twiliocdn.com/a", false)]
    [InlineData("https://mms.twiliocdn.com\\@evil.test/a", false)]
    [InlineData("https://MMS.twiliocdn.com/a", false)]
    [InlineData("https://s3.amazonaws.com/mms.twiliocdn.com/a", false)]
    [InlineData("https://169.254.169.254/a", false)]
    public void Only_to_hosts_that_serve_for_Twilio_is_a_redirect_followed(string? location, bool isFollowed)
    {
        var url = Rule.FollowTo(location);
        Assert.Equal(isFollowed, url is not null);
        Assert.Equal(isFollowed ? location : null, url?.AbsoluteUri);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("2600:1f18::1", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.255", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Only_the_addresses_of_the_public_internet_are_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddresses.Contains(IPAddress.Parse(address)));
}
