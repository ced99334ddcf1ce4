using System.Text;
using Microsoft.AspNetCore.Http;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

public sealed class RequestVerifierTests
{
    private const string Address = "https://calls.example.test";
    private const string Target = "/webhooks/sms";

    [Fact]
    public async Task What_is_signed_comes_back_sorted_and_decoded()
    {
        var (parameters, refusal) = await ReadAsync(Requests.Signed(Address + Target, Target));
        Assert.Null(refusal);
        Assert.Equal(Requests.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal), parameters!);
    }

    [Fact]
    public async Task The_old_token_is_accepted_too() =>
        Assert.Null((await ReadAsync(Requests.Signed(Address + Target, Target, token: Signing.OldToken))).Refusal);

    [Fact]
    public async Task A_third_token_is_refused() =>
        Assert.Equal(
            Refusal.WrongSignature,
            (await ReadAsync(Requests.Signed(Address + Target, Target, token: new string('0', 32)))).Refusal
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_a_signature_it_is_refused(string? signature) =>
        Assert.Equal(
            Refusal.NoSignature,
            (await ReadAsync(Requests.Post(Target, Requests.Encode(Requests.Parameters), signature))).Refusal
        );

    [Fact]
    public async Task Two_signatures_are_refused()
    {
        var request = Requests.Signed(Address + Target, Target);
        var signature = request.Request.Headers["X-Twilio-Signature"].ToString();
        request.Request.Headers["X-Twilio-Signature"] = new([signature, signature]);
        Assert.Equal(Refusal.NoSignature, (await ReadAsync(request)).Refusal);
    }

    [Theory]
    [InlineData("AC00000000000000000000000000000000")]
    [InlineData(null)]
    public async Task Another_account_is_refused_though_the_signature_is_right(string? accountSid)
    {
        List<KeyValuePair<string, string>> parameters = [new("CallSid", Samples.CallSid)];
        if (accountSid is not null)
            parameters.Add(new("AccountSid", accountSid));
        var signature = Signing.Sign(Address + Target, parameters);
        var request = Requests.Post(Target, Requests.Encode(parameters), signature);
        Assert.Equal(Refusal.WrongAccount, (await ReadAsync(request)).Refusal);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task Only_a_form_is_read(string? contentType)
    {
        var request = Requests.Post(Target, Requests.Encode(Requests.Parameters), "x", contentType);
        Assert.Equal(Refusal.NotAForm, (await ReadAsync(request)).Refusal);
    }

    [Fact]
    public async Task A_form_may_name_its_charset()
    {
        var signature = Signing.Sign(Address + Target, Requests.Parameters);
        var body = Requests.Encode(Requests.Parameters);
        var request = Requests.Post(Target, body, signature, Requests.Form + "; charset=UTF-8");
        Assert.Null((await ReadAsync(request)).Refusal);
    }

    [Fact]
    public async Task A_malformed_form_is_refused_before_its_signature_is_looked_at() =>
        Assert.Equal(
            Refusal.MalformedForm,
            (await ReadAsync(Requests.Post(Target, Encoding.ASCII.GetBytes("Body=%0"), null))).Refusal
        );

    [Theory]
    [InlineData(0, true, null)]
    [InlineData(0, false, null)]
    [InlineData(1, true, "too-large")]
    [InlineData(1, false, "too-large")]
    [InlineData(1_000_000, false, "too-large")]
    public async Task A_body_has_64_KiB_at_most(int over, bool announcesLength, string? expected)
    {
        KeyValuePair<string, string>[] parameters = [.. Requests.Parameters, new("Filler", "")];
        var length = BodyReader.MaxBodyBytes + over;
        parameters[^1] = new("Filler", new string('x', length - Requests.Encode(parameters).Length));
        var body = Requests.Encode(parameters);
        Assert.Equal(length, body.Length);
        var signature = Signing.Sign(Address + Target, parameters);
        var request = Requests.Post(Target, body, signature, announcesLength: announcesLength);
        Assert.Equal(expected, (await ReadAsync(request)).Refusal?.Reason);
    }

    [Fact]
    public void A_get_is_signed_by_its_url_alone()
    {
        const string target = "/test/twiml?AccountSid=" + Samples.AccountSid + "&name=O%27Brien&x=a+b&y=a%20b&z=%2B1";
        var request = Requests.Post(target, [], Signing.Sign(Address + target, []), contentType: null);
        Assert.Null(Requests.Verifier(Address).ReadUrl(request).Refusal);
        request.Request.Headers["X-Twilio-Signature"] = Signing.Sign(Address + target + "2", []);
        Assert.Equal(Refusal.WrongSignature, Requests.Verifier(Address).ReadUrl(request).Refusal);
    }

    [Theory]
    [InlineData("/webhooks/sms?bodySHA256")]
    [InlineData("/webhooks/sms?bodySHA256=")]
    [InlineData("/webhooks/sms?bodySHA256=zz")]
    [InlineData("/webhooks/sms?=&&&=?#")]
    [InlineData("/webhooks/sms?token=%")]
    [InlineData("/webhooks/sms?t=%00&token=%ff%")]
    [InlineData("http://other.example.test/webhooks/sms?x")]
    [InlineData("*")]
    [InlineData("")]
    public async Task A_strange_target_is_refused_and_never_throws(string target)
    {
        foreach (var type in new[] { Requests.Form, "application/json", null })
        {
            var request = Requests.Post(target, "{}"u8.ToArray(), new string('A', 28), type);
            Assert.NotNull((await ReadAsync(request)).Refusal);
            Assert.NotNull(Requests.Verifier(Address).ReadUrl(request).Refusal);
        }
    }

    private static async Task<VerifiedRequest> ReadAsync(HttpContext request) =>
        await Requests.Verifier(Address).ReadAsync(request);
}
