using TwilioEmulator.Simulator;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Rest.Calls;

/// <summary>The parameters that the creation and the change of a call share.</summary>
internal static class CallForm
{
    private const int MaxTwimlCharacters = 4000;

    /// <summary>Where the TwiML is: a Url counts before inline TwiML.</summary>
    public static DocumentRequest? DocumentOf(Form form) =>
        form.Text("Url") is { } url ? new DocumentRequest(WebhookPurpose.Voice, url, form.Method("Method"))
        : form.Text("Twiml") is { } twiml ? DocumentRequest.FromTwiml(twiml)
        : null;

    public static TwilioError? CheckUrls(Form form)
    {
        if (form.Text("Url") is { } url && WebhookUrl.Parse(url) is null)
            return TwilioError.BadRequest(21205, $"Url is not a valid URL: {url}");
        if (form.Text("StatusCallback") is { } callback && WebhookUrl.Parse(callback) is null)
            return TwilioError.BadRequest(21609, $"The StatusCallback URL {callback} is not a valid URL.");
        return form.Text("Twiml")?.Length > MaxTwimlCharacters
            ? TwilioError.BadRequest(21223, "Twiml parameter is too long")
            : null;
    }

    public static StatusCallback? StatusCallbackOf(Form form)
    {
        if (form.Text("StatusCallback") is not { } url)
            return null;
        var events = form.Set("StatusCallbackEvent");
        return new StatusCallback(
            url,
            form.Method("StatusCallbackMethod"),
            events.Count == 0 ? StatusCallback.OnlyCompleted : events
        );
    }
}
