using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>
/// The verifier beside an independent signer: whatever that one signs for one of our addresses is accepted, and
/// nothing else is.
/// </summary>
public sealed class RequestVerifierProperties
{
    private const int Cases = 3000;

    private static readonly string[] Signed =
    [
        "https://api.example.test/twilio",
        "https://api.example.test:443/twilio",
        "https://api.example.test",
        "http://dr.example.test:8080",
    ];

    private static readonly RequestVerifier Verifier = Requests.Verifier(
        "https://api.example.test/twilio",
        "http://dr.example.test:8080"
    );

    private static readonly Gen<string> AnyTarget =
        from path in Gen.Elements("/webhooks/voice", "/webhooks/sms/status", "/webhooks/voice/dial-result")
        from query in Gen.Elements(
            "",
            "?",
            "?c=1&t=0&n=2",
            "?x=a+b&y=a%20b&z=%2B1",
            "?name=O%27Brien&x=%E6%97%A5",
            "?a=1&a=1"
        )
        select path + query;

    private static readonly Gen<List<KeyValuePair<string, string>>> AnyParameters =
        from fields in Gen.Zip(Texts.Storable, Texts.Storable).ListOf()
        select fields
            .Select(field =>
                KeyValuePair.Create("n" + field.Item1.Replace("\uD83D", "", StringComparison.Ordinal), field.Item2)
            )
            .Where(field => field.Key.Length <= 100)
            .Append(new("AccountSid", Samples.AccountSid))
            .ToList();

    [Fact]
    public void What_is_signed_for_an_address_of_ours_is_accepted_and_one_change_is_refused() =>
        Properties.Hold(
            Gen.Zip(Gen.Zip(AnyTarget, AnyParameters), Gen.Zip(Gen.Choose(0, 3), Gen.Choose(0, 100_000))),
            input =>
            {
                var ((target, parameters), (address, chance)) = input;
                var token = chance % 2 == 0 ? Signing.Token : Signing.OldToken;
                var signature = Signing.Sign(Signed[address] + target, parameters, token);
                RequestSignature.Sort(parameters);
                Assert.Null(Judge(signature, target, parameters));
                Assert.NotNull(Judge(signature, target + "x", parameters));
                Assert.NotNull(Judge(Changed(signature, chance), target, parameters));
                Assert.NotNull(Judge(signature, target, [.. parameters, new("z", "")]));
                var name = parameters[chance % parameters.Count];
                parameters[chance % parameters.Count] = new(name.Key, name.Value + "never drawn");
                RequestSignature.Sort(parameters);
                Assert.NotNull(Judge(signature, target, parameters));
            },
            Cases
        );

    private static Refusal? Judge(string signature, string target, List<KeyValuePair<string, string>> parameters) =>
        Verifier.Judge(signature, target, parameters, default, false, out _);

    private static string Changed(string signature, int bit)
    {
        var bytes = Convert.FromBase64String(signature);
        bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
        return Convert.ToBase64String(bytes);
    }
}
