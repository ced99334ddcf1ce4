using System.Security.Cryptography;
using System.Text;

namespace TwilioEmulator.Webhooks;

/// <summary>A request that Twilio makes to the application.</summary>
internal sealed record Webhook(string Purpose, string Url, string Method, WebhookParameters Parameters)
{
    public string? CallSid { get; init; }
    public string? MessageSid { get; init; }

    /// <summary>Whether it concerns a call; a fallback request of a message is told apart by this.</summary>
    public bool IsVoice { get; init; } = WebhookPurpose.IsVoice(Purpose);

    /// <summary>A JSON body in place of the form; then the URL carries <c>bodySHA256</c> and alone is signed.</summary>
    public string? Json { get; init; }

    /// <summary>Reports are told and no more: what comes back is not read.</summary>
    public bool IgnoresAnswer => WebhookPurpose.IgnoresAnswer(Purpose);

    /// <summary>What the URL's query gets: all parameters of a GET, the hash of a JSON body, or nothing.</summary>
    public string ExtraQuery =>
        Json is { } json ? "bodySHA256=" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))
        : Method == "GET" ? WebhookForm.Encode(Parameters)
        : "";

    public IEnumerable<KeyValuePair<string, string>> SignedParameters =>
        Json is not null || Method == "GET" ? [] : Parameters;

    /// <summary>The first value of a parameter, null when it is not sent.</summary>
    public string? Value(string name) => Parameters.FirstOrDefault(pair => pair.Key == name).Value;
}
