namespace TwilioEmulator.Webhooks;

/// <summary>One request and its answer, as Twilio's debugger shows them: lists of pairs are form-encoded.</summary>
/// <param name="Webhook">As it was sent last, redirects followed.</param>
internal sealed record WebhookExchange(Webhook Webhook, string Url, string RequestHeaders, WebhookResult Result)
{
    public string Variables => Webhook.Json ?? WebhookForm.Encode(Webhook.Parameters);
}
