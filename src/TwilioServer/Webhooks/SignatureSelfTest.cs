using System.Text;

namespace TwilioServer.Webhooks;

/// <summary>Checks signatures without a request: its own under every public address, and one that an operator describes.</summary>
internal sealed class SignatureSelfTest(RequestVerifier verifier, PublicUrls urls, WebhookSecrets secrets)
{
    private const string Target = "/webhooks/voice";
    private static readonly Refusal NotOurUrl = new(StatusCodes.Status400BadRequest, "url-not-public");

    /// <summary>Signs a sample as Twilio would, and spoils it, for every public address.</summary>
    public SelfTestReport Run()
    {
        var results = urls.Bases.SelectMany(Checks).ToList();
        return new SelfTestReport(results.TrueForAll(result => result.Valid == result.Expected), results);
    }

    /// <summary>Whether a request would be taken as Twilio's.</summary>
    public SignatureVerdict Judge(DescribedRequest request)
    {
        if (TargetOf(request.Url) is not { } target)
            return new SignatureVerdict(false, NotOurUrl.Reason);
        var parameters = request.Parameters;
        RequestSignature.Sort(parameters);
        var body = request.Body is { } text ? Encoding.UTF8.GetBytes(text) : [];
        var refusal = verifier.Judge(request.Signature, target, parameters, body, request.Body is not null, out _);
        if (refusal is null && secrets.UrlTokens.Check(TargetQuery.Of(target)) == UrlTokenVerdict.Wrong)
            refusal = Refusal.WrongUrlToken;
        return new SignatureVerdict(refusal is null, refusal?.Reason);
    }

    private IEnumerable<SelfTestResult> Checks(string address)
    {
        var url = address + Target;
        var signature = Sign(secrets.Main.Current, url, Sample());
        var stranger = Sign(new SigningKey("not the token of any account"), url, Sample());
        yield return Result("signed with the auth token", true, signature, Sample());
        yield return Result("one parameter changed", false, signature, Sample(callStatus: "completed"));
        yield return Result("signed with another token", false, stranger, Sample());
        yield return Result("no signature", false, "", Sample());

        SelfTestResult Result(string what, bool expected, string given, List<KeyValuePair<string, string>> sample) =>
            new(url, what, expected, verifier.Judge(given, Target, sample, default, false, out _) is null);
    }

    private List<KeyValuePair<string, string>> Sample(string callStatus = "ringing") =>
        [
            new("AccountSid", secrets.Main.AccountSid),
            new("CallSid", "CA00000000000000000000000000000000"),
            new("CallStatus", callStatus),
        ];

    private static string Sign(SigningKey key, string url, List<KeyValuePair<string, string>> parameters)
    {
        using var text = new SignedText(0, url, parameters);
        return key.Sign(text.Under([]));
    }

    /// <summary>What a request for this URL would ask for; null when the URL is not one of ours.</summary>
    private string? TargetOf(string url)
    {
        if (url.StartsWith('/'))
            return url;
        var head = urls.SignedHeads.Select(Encoding.UTF8.GetString).FirstOrDefault(IsBefore);
        return head is null ? null : url.Split('#')[0][head.Length..];

        bool IsBefore(string address) =>
            url.StartsWith(address, StringComparison.OrdinalIgnoreCase)
            && url.Length > address.Length
            && url[address.Length] == '/';
    }
}

/// <param name="Valid">Whether every check came out as expected.</param>
internal sealed record SelfTestReport(bool Valid, IReadOnlyList<SelfTestResult> Checks);

/// <param name="Expected">Whether the sample should be valid.</param>
internal sealed record SelfTestResult(string Url, string What, bool Expected, bool Valid);
