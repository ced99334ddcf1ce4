using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Applications;

internal static class ApplicationForm
{
    /// <summary>What is not sent stays; what is sent empty is cleared.</summary>
    public static void Apply(Form form, Application application)
    {
        form.Set("FriendlyName", value => application.FriendlyName = value);
        form.Set("VoiceUrl", value => application.VoiceUrl = NullIfEmpty(value));
        form.Set("VoiceFallbackUrl", value => application.VoiceFallbackUrl = NullIfEmpty(value));
        form.Set("StatusCallback", value => application.StatusCallback = NullIfEmpty(value));
        form.Set("SmsUrl", value => application.SmsUrl = NullIfEmpty(value));
        form.Set("SmsFallbackUrl", value => application.SmsFallbackUrl = NullIfEmpty(value));
        form.Set("SmsStatusCallback", value => application.SmsStatusCallback = NullIfEmpty(value));
        form.Set("MessageStatusCallback", value => application.MessageStatusCallback = NullIfEmpty(value));
        form.SetMethod("VoiceMethod", value => application.VoiceMethod = value);
        form.SetMethod("VoiceFallbackMethod", value => application.VoiceFallbackMethod = value);
        form.SetMethod("StatusCallbackMethod", value => application.StatusCallbackMethod = value);
        form.SetMethod("SmsMethod", value => application.SmsMethod = value);
        form.SetMethod("SmsFallbackMethod", value => application.SmsFallbackMethod = value);
        form.SetBool("VoiceCallerIdLookup", value => application.VoiceCallerIdLookup = value);
        form.SetBool("PublicApplicationConnectEnabled", value => application.PublicApplicationConnectEnabled = value);
    }

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
