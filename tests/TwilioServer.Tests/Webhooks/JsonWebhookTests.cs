using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>A body that is no form is signed by its hash, which Twilio puts into the URL.</summary>
public sealed class JsonWebhookTests
{
    private const string Address = "https://example.com";
    private const string PublishedBody = """{"sid":"GT0123","text":"Größe 1+1","n":1}""";

    [Fact]
    public async Task The_published_vector_is_valid()
    {
        var vector = SignatureVector.All.Single(v => v.Url.Contains("bodySHA256"));
        var request = Requests.Post(
            vector.Url[Address.Length..],
            Encoding.UTF8.GetBytes(PublishedBody),
            vector.Signature,
            "application/json; charset=utf-8"
        );
        var verification = new Verification([Address], twilio: Verification.Twilio with { AuthToken = vector.Token });
        var verified = await verification.Verifier.ReadAsync(request);
        Assert.Null(verified.Refusal);
        Assert.Equal([new("n", "1"), new("sid", "GT0123"), new("text", "Größe 1+1")], verified.Parameters!);
    }

    [Fact]
    public async Task A_body_that_was_changed_is_refused() =>
        Assert.Equal(Refusal.WrongBodyHash, await RefusalAsync("""{"a":1}""", """{"a":2}"""));

    [Fact]
    public async Task A_hash_in_capitals_is_the_same_hash() =>
        Assert.Null(await RefusalAsync("""{"a":1}""", spell: hash => hash.ToUpperInvariant()));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz")]
    [InlineData("%00")]
    public async Task A_hash_that_is_none_is_refused(string hash) =>
        Assert.Equal(Refusal.WrongBodyHash, await RefusalAsync("""{"a":1}""", spell: _ => hash));

    [Fact]
    public async Task Without_a_hash_in_the_url_json_is_not_signed_at_all()
    {
        var request = Requests.Post(
            "/webhooks/sms",
            "{}"u8.ToArray(),
            Signing.Sign(Address + "/webhooks/sms", []),
            "application/json"
        );
        Assert.Equal(Refusal.NotAForm, (await Requests.Verifier(Address).ReadAsync(request)).Refusal);
    }

    /// <summary>A body whose hash is signed may not be passed off as a form, nor the other way round.</summary>
    [Theory]
    [InlineData(Requests.Form)]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data")]
    public async Task The_signature_of_a_json_body_holds_for_no_other_kind(string contentType)
    {
        var request = Signed("""{"AccountSid":"x"}""", contentType);
        Assert.NotNull((await Requests.Verifier(Address).ReadAsync(request)).Refusal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("")]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"\u0000":"a"}""")]
    [InlineData("""{"":"a"}""")]
    [InlineData("""{"a":"\ud83d"}""")]
    public async Task Json_that_is_none_or_that_cannot_be_kept_is_refused(string body) =>
        Assert.Equal(Refusal.MalformedJson, await RefusalAsync(body));

    [Fact]
    public async Task Json_that_is_too_deep_or_has_too_many_members_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 40)) + "1" + new string('}', 40);
        var wide = "{" + string.Join(',', Enumerable.Range(0, 201).Select(i => $"\"f{i}\":1")) + "}";
        Assert.Equal(Refusal.MalformedJson, await RefusalAsync(deep));
        Assert.Equal(Refusal.MalformedJson, await RefusalAsync(wide));
    }

    [Theory]
    [InlineData("""[1,2]""", "body", "[1,2]")]
    [InlineData("\"text\"", "body", "text")]
    [InlineData("""{"a":{"b":[true]}}""", "a", """{"b":[true]}""")]
    [InlineData("""{"a":true}""", "a", "true")]
    [InlineData("""{"a":null}""", "a", "")]
    [InlineData("""{"a":1.50}""", "a", "1.50")]
    [InlineData("""{"a":{"said":"4111 1111 1111 1111"}}""", "a", """{"said":"[card number]"}""")]
    public async Task Each_member_is_a_parameter(string body, string name, string value)
    {
        var verified = await Requests.Verifier(Address).ReadAsync(Signed(body));
        Assert.Equal([new(name, value)], verified.Parameters!);
    }

    [Theory]
    [InlineData(Samples.AccountSid, null)]
    [InlineData("AC00000000000000000000000000000000", "account-wrong")]
    public async Task An_account_that_it_names_must_be_ours(string accountSid, string? reason) =>
        Assert.Equal(reason, (await RefusalAsync($$"""{"AccountSid":"{{accountSid}}"}"""))?.Reason);

    private static async Task<Refusal?> RefusalAsync(
        string signedBody,
        string? sentBody = null,
        Func<string, string>? spell = null
    ) => (await Requests.Verifier(Address).ReadAsync(Signed(signedBody, sentBody: sentBody, spell: spell))).Refusal;

    private static DefaultHttpContext Signed(
        string body,
        string contentType = "application/json",
        string? sentBody = null,
        Func<string, string>? spell = null
    )
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        var target = "/webhooks/sms?bodySHA256=" + (spell?.Invoke(hash) ?? hash);
        return Requests.Post(
            target,
            Encoding.UTF8.GetBytes(sentBody ?? body),
            Signing.Sign(Address + target, []),
            contentType
        );
    }
}
