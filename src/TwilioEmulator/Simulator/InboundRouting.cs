using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>Where the calls and texts of a number go: an application or a service takes the place of its own URLs.</summary>
internal sealed class InboundRouting(EmulatorStore store)
{
    public InboundHandler VoiceHandlerOf(IncomingPhoneNumber number) =>
        store.Applications.TryGet(number.VoiceApplicationSid, out var application)
            ? Handler(
                application.VoiceUrl,
                application.VoiceMethod,
                application.VoiceFallbackUrl,
                application.VoiceFallbackMethod
            )
            : Handler(number.VoiceUrl, number.VoiceMethod, number.VoiceFallbackUrl, number.VoiceFallbackMethod);

    public StatusCallback? StatusCallbackOf(IncomingPhoneNumber number)
    {
        var (url, method) = store.Applications.TryGet(number.VoiceApplicationSid, out var application)
            ? (application.StatusCallback, application.StatusCallbackMethod)
            : (number.StatusCallback, number.StatusCallbackMethod);
        return string.IsNullOrEmpty(url) ? null : new(url, method, StatusCallback.OnlyCompleted);
    }

    /// <summary>Null when nobody is asked: a service without a URL keeps what its numbers receive to itself.</summary>
    public InboundHandler? MessageHandlerOf(IncomingPhoneNumber number)
    {
        var handler = ServiceOf(number) switch
        {
            { UseInboundWebhookOnNumber: false } service => Handler(
                service.InboundRequestUrl,
                service.InboundMethod,
                service.FallbackUrl,
                service.FallbackMethod
            ),
            _ when store.Applications.TryGet(number.SmsApplicationSid, out var application) => Handler(
                application.SmsUrl,
                application.SmsMethod,
                application.SmsFallbackUrl,
                application.SmsFallbackMethod
            ),
            _ => Handler(number.SmsUrl, number.SmsMethod, number.SmsFallbackUrl, number.SmsFallbackMethod),
        };
        return handler.Url.Length == 0 ? null : handler;
    }

    /// <summary>The messaging service in whose pool a number is.</summary>
    public MessagingService? ServiceOf(IncomingPhoneNumber number) =>
        store.MessagingServices.NewestFirst().FirstOrDefault(each => each.Pool.Any(entry => entry.Number == number));

    private static InboundHandler Handler(string? url, string method, string? fallbackUrl, string fallbackMethod) =>
        new(url ?? "", method, FallbackUrl.From(fallbackUrl ?? "", fallbackMethod));
}
