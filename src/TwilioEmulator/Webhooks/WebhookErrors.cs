using System.Security.Authentication;

namespace TwilioEmulator.Webhooks;

/// <summary>Twilio's codes for requests that got no answer.</summary>
internal static class WebhookErrors
{
    public static WebhookResult Of(HttpRequestException failure)
    {
        var why = failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message;
        return failure.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => WebhookResult.Failed(11210, why, WebhookFailure.Connect),
            HttpRequestError.SecureConnectionError => WebhookResult.Failed(Tls(failure), why, WebhookFailure.Connect),
            HttpRequestError.ConnectionError => WebhookResult.Failed(11205, why, WebhookFailure.Connect),
            HttpRequestError.InvalidResponse => WebhookResult.Failed(11206, why, WebhookFailure.Protocol),
            _ => WebhookResult.Failed(11205, why, WebhookFailure.Protocol),
        };
    }

    /// <summary>A certificate is for another host, out of date or from nobody known; the rest is the handshake itself.</summary>
    private static int Tls(HttpRequestException failure) =>
        failure.InnerException is not AuthenticationException { Message: var message } ? 11220
        : message.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal) ? 11235
        : message.Contains("NotTimeValid", StringComparison.Ordinal) ? 11236
        : message.Contains("certificate chain", StringComparison.Ordinal) ? 11237
        : 11220;
}
