using System.Net.Http.Headers;
using System.Text;

namespace TwilioEmulator.Webhooks;

/// <summary>application/x-www-form-urlencoded as Twilio writes it: spaces are plus signs.</summary>
internal static class WebhookForm
{
    public static string Encode(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters.Select(pair => $"{Escape(pair.Key)}={Escape(pair.Value)}"));

    public static string Encode(params ReadOnlySpan<HttpHeaders?> headers)
    {
        var all = new List<KeyValuePair<string, string>>();
        foreach (var part in headers)
            all.AddRange(
                (part?.NonValidated ?? default).Select(each => KeyValuePair.Create(each.Key, $"{each.Value}"))
            );
        return Encode(all);
    }

    public static HttpContent ContentOf(Webhook webhook)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(webhook.Json ?? Encode(webhook.Parameters)));
        var type =
            webhook.Json is not null ? "application/json"
            : webhook.IsVoice ? "application/x-www-form-urlencoded; charset=UTF-8"
            : "application/x-www-form-urlencoded";
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static string Escape(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
