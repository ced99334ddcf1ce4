using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messaging;

/// <summary>The settings of a service that a request carries.</summary>
internal static class ServiceForm
{
    private const int MaxValidityPeriodSeconds = 36_000;
    private static readonly string[] UrlFields = ["InboundRequestUrl", "FallbackUrl", "StatusCallback"];
    private static readonly string[] Usecases =
    [
        "notifications",
        "marketing",
        "verification",
        "discussion",
        "poll",
        "undeclared",
    ];

    public static TwilioError? Check(Form form)
    {
        if (
            form.Has("ValidityPeriod")
            && form.Int("ValidityPeriod", 0, int.MaxValue) is < 1 or > MaxValidityPeriodSeconds
        )
            return TwilioError.BadRequest(20001, "ValidityPeriod must be between 1 and 36000 seconds.");
        if (form.Text("Usecase") is { } usecase && !Usecases.Contains(usecase))
            return TwilioError.BadRequest(20001, $"Usecase '{usecase}' is not valid");
        if (form.Text("ScanMessageContent") is { } scan and not ("inherit" or "enable" or "disable"))
            return TwilioError.BadRequest(20001, $"ScanMessageContent '{scan}' is not valid");
        return FormUrls.Check(form, UrlFields);
    }

    /// <summary>What is not sent stays; a URL that is sent empty is cleared.</summary>
    public static void Apply(Form form, MessagingService service)
    {
        form.Set("FriendlyName", value => service.FriendlyName = value);
        form.Set("InboundRequestUrl", value => service.InboundRequestUrl = NullIfEmpty(value));
        form.Set("FallbackUrl", value => service.FallbackUrl = NullIfEmpty(value));
        form.Set("StatusCallback", value => service.StatusCallback = NullIfEmpty(value));
        form.SetMethod("InboundMethod", value => service.InboundMethod = value);
        form.SetMethod("FallbackMethod", value => service.FallbackMethod = value);
        form.SetBool("StickySender", value => service.StickySender = value);
        form.SetBool("MmsConverter", value => service.MmsConverter = value);
        form.SetBool("SmartEncoding", value => service.SmartEncoding = value);
        form.SetBool("FallbackToLongCode", value => service.FallbackToLongCode = value);
        form.SetBool("AreaCodeGeomatch", value => service.AreaCodeGeomatch = value);
        form.SetBool("SynchronousValidation", value => service.SynchronousValidation = value);
        form.SetBool("UseInboundWebhookOnNumber", value => service.UseInboundWebhookOnNumber = value);
        service.ScanMessageContent = form.Text("ScanMessageContent") ?? service.ScanMessageContent;
        service.Usecase = form.Text("Usecase") ?? service.Usecase;
        service.ValidityPeriod = form.Int("ValidityPeriod", service.ValidityPeriod, MaxValidityPeriodSeconds);
    }

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
