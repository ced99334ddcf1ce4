using System.Security.Cryptography;
using System.Text;
using TwilioEmulator.Webhooks;

namespace TwilioServer.Tests.Emulator.Signatures;

/// <summary>Random webhooks, signed by the emulator just as its sender signs them.</summary>
internal sealed class RequestGenerator(Random random)
{
    private static readonly string[] Names =
    [
        "CallSid",
        "AccountSid",
        "From",
        "To",
        "Body",
        "CallStatus",
        "MediaUrl",
        "FromCity",
        "a",
        "A",
        "Größe",
        "名前",
    ];

    private readonly RandomText texts = new(random);

    public SignedRequest Next()
    {
        var token = Convert.ToHexStringLower(Bytes(16));
        var isVoice = random.Next(2) == 0;
        var url = WebhookUrl.Parse(texts.Url())!;
        return random.Next(6) switch
        {
            0 => Sign(token, url.WithQuery(WebhookForm.Encode(Parameters())), isVoice, [], null),
            1 => SignJson(token, url, isVoice),
            _ => Sign(token, url, isVoice, Parameters(), null),
        };
    }

    /// <summary>Twilio signs a JSON body by its hash in the query.</summary>
    private SignedRequest SignJson(string token, WebhookUrl url, bool isVoice)
    {
        var body = $$"""{"sid":"GT{{random.Next()}}","text":"{{texts.Word().Replace('"', '\'')}}"}""";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        return Sign(token, url.WithQuery($"bodySHA256={hash}"), isVoice, [], body);
    }

    private static SignedRequest Sign(
        string token,
        WebhookUrl url,
        bool isVoice,
        List<KeyValuePair<string, string>> parameters,
        string? json
    ) => new(token, WebhookSigner.Sign(token, url.Signed(isVoice), parameters), url.Sent, parameters, json);

    private List<KeyValuePair<string, string>> Parameters()
    {
        var parameters = new List<KeyValuePair<string, string>>();
        for (var count = random.Next(16); count > 0; count--)
            parameters.Add(new(Name(), random.Next(8) == 0 ? "" : texts.Word()));
        // Some come again: with another value, or just the same.
        foreach (var repeated in parameters.Where(_ => random.Next(8) == 0).ToArray())
            parameters.Add(random.Next(2) == 0 ? repeated : new(repeated.Key, texts.Word()));
        return parameters;
    }

    private string Name() => random.Next(6) == 0 ? "p" + texts.Word() : Names[random.Next(Names.Length)];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
