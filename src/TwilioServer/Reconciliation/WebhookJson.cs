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

    public static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
