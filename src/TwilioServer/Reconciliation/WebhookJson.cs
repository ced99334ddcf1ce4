using System.Globalization;
using System.Text.Json.Nodes;

namespace TwilioServer.Reconciliation;

/// <summary>
/// An event's parameters as the webhook would have brought them, so that who reads events later need not know which way
/// one came.
/// </summary>
internal static class WebhookJson
{
    /// <summary>An empty value stands for a parameter that is not there, as in a webhook.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var json = new JsonObject();
        foreach (var (name, value) in parameters)
            if (value.Length > 0)
                json[name] = value;
        return json.ToJsonString();
    }

    /// <summary>Files: how many, and where each is.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Media(IReadOnlyList<string> urls) =>
        urls.Count == 0
            ? []
            :
            [
                new("NumMedia", Number(urls.Count)),
                .. urls.Select((url, i) => new KeyValuePair<string, string>($"MediaUrl{Number(i)}", url)),
            ];

    public static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
