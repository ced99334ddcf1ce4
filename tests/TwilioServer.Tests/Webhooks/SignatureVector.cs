using System.Text.Json;

namespace TwilioServer.Tests.Webhooks;

/// <summary>A signature that Twilio's own libraries make; each line of <c>signature-vectors.jsonl</c> is one.</summary>
public sealed record SignatureVector(string What, string Token, string Url, string[][] Parameters, string Signature)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<SignatureVector> All { get; } = Read();

    public List<KeyValuePair<string, string>> Pairs() => [.. Parameters.Select(p => KeyValuePair.Create(p[0], p[1]))];

    public override string ToString() => What;

    private static List<SignatureVector> Read()
    {
        using var stream = typeof(SignatureVector).Assembly.GetManifestResourceStream("signature-vectors.jsonl")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonSerializer.Deserialize<SignatureVector>(line, Options)!)];
    }
}
