using System.Net;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>The token in a webhook's URL, on top of the signature.</summary>
public sealed class UrlTokenTests
{
    private const string Address = "https://calls.example.test";
    private const string Token = "q+/Zk3v8T1mXw0aB5nRtYu==";
    private const string OldToken = "an old token of before";

    [Theory]
    [InlineData("?token=q%2B%2FZk3v8T1mXw0aB5nRtYu%3D%3D", null)]
    [InlineData("?token=q%2b%2fZk3v8T1mXw0aB5nRtYu%3d%3d", null)]
    [InlineData("?token=q+/Zk3v8T1mXw0aB5nRtYu==", null)]
    [InlineData("?c=1&token=q+/Zk3v8T1mXw0aB5nRtYu==&n=2", null)]
    [InlineData("?token=an%20old%20token%20of%20before", null)]
    [InlineData("?token=q%20/Zk3v8T1mXw0aB5nRtYu==", "token-wrong")]
    [InlineData("?token=q+/Zk3v8T1mXw0aB5nRtYu=", "token-wrong")]
    [InlineData("?token=Q+/Zk3v8T1mXw0aB5nRtYu==", "token-wrong")]
    [InlineData("?token=", "token-wrong")]
    [InlineData("?token", "token-wrong")]
    [InlineData("?token=%", "token-wrong")]
    [InlineData("?token=%4", "token-wrong")]
    [InlineData("?token=%zz", "token-wrong")]
    [InlineData("?token=wrong&token=q+/Zk3v8T1mXw0aB5nRtYu==", "token-wrong")]
    [InlineData("?Token=q+/Zk3v8T1mXw0aB5nRtYu==", "token-missing")]
    [InlineData("?xtoken=q+/Zk3v8T1mXw0aB5nRtYu==", "token-missing")]
    [InlineData("", "token-missing")]
    public async Task A_token_is_right_as_it_stands_or_percent_encoded(string query, string? reason) =>
        Assert.Equal(reason, (await ReadAsync(Rule(required: true), query)).Refusal?.Reason);

    [Fact]
    public async Task A_missing_token_is_accepted_counted_and_told_once_a_minute_unless_it_is_required()
    {
        var verification = Rule(required: false);
        for (var i = 0; i < 3; i++)
            Assert.Null((await ReadAsync(verification, "")).Refusal);
        Assert.Contains("token-missing", Assert.Single(verification.Log.Written));
        verification.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await ReadAsync(verification, "")).Refusal);
        Assert.Equal(2, verification.Log.Written.Count);
    }

    [Fact]
    public async Task A_wrong_token_is_refused_even_where_none_is_required() =>
        Assert.Equal(
            Refusal.WrongUrlToken,
            (await ReadAsync(Rule(required: false), "?token=0123456789abcdef")).Refusal
        );

    [Theory]
    [InlineData("?token=0123456789abcdef", "token-wrong")]
    [InlineData("", "token-missing")]
    public async Task In_shadow_mode_it_is_told_what_would_be_refused(string query, string reason)
    {
        var verification = Rule(required: true, shadow: true);
        Assert.Null((await ReadAsync(verification, query)).Refusal);
        Assert.Contains(reason, Assert.Single(verification.Log.Written));
    }

    [Fact]
    public async Task In_shadow_mode_nothing_unsigned_is_accepted()
    {
        var verification = Rule(required: true, shadow: true);
        var target = "/webhooks/sms?token=" + Uri.EscapeDataString(Token);
        var body = Requests.Encode(Requests.Parameters);
        var unsigned = Requests.Post(target, body, null);
        var forged = Requests.Post(target, body, Convert.ToBase64String(new byte[20]));
        Assert.Equal(Refusal.NoSignature, (await verification.Verifier.ReadAsync(unsigned)).Refusal);
        Assert.Equal(Refusal.WrongSignature, (await verification.Verifier.ReadAsync(forged)).Refusal);
    }

    [Fact]
    public async Task A_right_token_is_no_signature()
    {
        var target = "/webhooks/sms?token=" + Uri.EscapeDataString(Token);
        var request = Requests.Post(target, Requests.Encode(Requests.Parameters), Signing.Sign(Address, []));
        Assert.Equal(Refusal.WrongSignature, (await Rule(required: true).Verifier.ReadAsync(request)).Refusal);
    }

    [Theory]
    [InlineData("/webhooks/sms?token=x", "/webhooks/sms")]
    [InlineData("/webhooks/sms?token=x&c=1", "/webhooks/sms?c=1")]
    [InlineData("/webhooks/sms?c=1&token=x", "/webhooks/sms?c=1")]
    [InlineData("/webhooks/sms?c=1&token=x&n=a+b%20c", "/webhooks/sms?c=1&n=a+b%20c")]
    [InlineData("/webhooks/sms?token=x&token=y&token", "/webhooks/sms")]
    [InlineData("/webhooks/sms?tokens=x", "/webhooks/sms?tokens=x")]
    [InlineData("/webhooks/sms?", "/webhooks/sms?")]
    [InlineData("/webhooks/sms", "/webhooks/sms")]
    public void What_is_kept_of_a_target_has_no_token(string target, string kept) =>
        Assert.Equal(kept, TargetQuery.Of(target).WithoutToken(target));

    [Fact]
    public async Task Two_deliveries_with_an_old_and_a_new_token_are_one_event()
    {
        var verification = Rule(required: true);
        var before = await ReadAsync(verification, "?c=1&token=" + Uri.EscapeDataString(OldToken));
        var after = await ReadAsync(verification, "?token=" + Uri.EscapeDataString(Token) + "&c=1");
        Assert.Equal("/webhooks/sms?c=1", before.Target);
        Assert.Equal(before.Target, after.Target);
        Assert.Equal(before.Parameters!, after.Parameters!);
    }

    [Fact]
    public async Task Where_no_token_is_configured_one_in_the_url_does_not_matter()
    {
        var verified = await ReadAsync(new Verification([Address]), "?token=anything");
        Assert.Null(verified.Refusal);
        Assert.Equal("/webhooks/sms", verified.Target);
    }

    [Fact]
    public void Settings_do_not_print_their_secrets() =>
        Assert.DoesNotContain(
            "token",
            new UrlTokenSettings(Token, OldToken, 1, true, true).ToString().Replace("tokens", ""),
            StringComparison.Ordinal
        );

    private static Verification Rule(bool required, bool shadow = false) =>
        new([Address], new UrlTokenSettings(Token, OldToken, 3600, required, shadow));

    private static async Task<VerifiedRequest> ReadAsync(Verification verification, string query)
    {
        var target = "/webhooks/sms" + query;
        var request = Requests.Signed(Address + target, target);
        request.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
        return await verification.Verifier.ReadAsync(request);
    }
}
