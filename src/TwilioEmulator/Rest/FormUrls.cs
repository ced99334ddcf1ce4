using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Rest;

internal static class FormUrls
{
    /// <summary>Refuses the first field that is sent and is no web address.</summary>
    public static TwilioError? Check(Form form, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            if (form.Text(field) is { } url && WebhookUrl.Parse(url) is null)
                return TwilioError.BadRequest(21502, $"{field} is not a valid URL: {url}");
        }
        return null;
    }
}
