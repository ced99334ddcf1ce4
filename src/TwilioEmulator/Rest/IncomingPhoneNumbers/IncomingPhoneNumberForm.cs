using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.IncomingPhoneNumbers;

/// <summary>The settings of a number that a request carries.</summary>
internal static class IncomingPhoneNumberForm
{
    private static readonly string[] UrlFields =
    [
        "VoiceUrl",
        "VoiceFallbackUrl",
        "StatusCallback",
        "SmsUrl",
        "SmsFallbackUrl",
    ];

    public static TwilioError? Check(Form form, string accountSid, EmulatorStore store)
    {
        foreach (var field in new[] { "VoiceApplicationSid", "SmsApplicationSid" })
        {
            if (form.Text(field) is { } sid && !store.Applications.TryGet(accountSid, sid, out _))
                return TwilioError.BadRequest(21470, $"Invalid {field}: {sid}");
        }
        return FormUrls.Check(form, UrlFields);
    }

    /// <summary>What is not sent stays; what is sent empty is cleared.</summary>
    public static void Apply(Form form, IncomingPhoneNumber number)
    {
        form.Set("FriendlyName", value => number.FriendlyName = value);
        form.Set("VoiceUrl", value => number.VoiceUrl = value);
        form.Set("VoiceFallbackUrl", value => number.VoiceFallbackUrl = value);
        form.Set("StatusCallback", value => number.StatusCallback = value);
        form.Set("SmsUrl", value => number.SmsUrl = value);
        form.Set("SmsFallbackUrl", value => number.SmsFallbackUrl = value);
        form.Set("VoiceApplicationSid", value => number.VoiceApplicationSid = value);
        form.Set("SmsApplicationSid", value => number.SmsApplicationSid = value);
        form.SetMethod("VoiceMethod", value => number.VoiceMethod = value);
        form.SetMethod("VoiceFallbackMethod", value => number.VoiceFallbackMethod = value);
        form.SetMethod("StatusCallbackMethod", value => number.StatusCallbackMethod = value);
        form.SetMethod("SmsMethod", value => number.SmsMethod = value);
        form.SetMethod("SmsFallbackMethod", value => number.SmsFallbackMethod = value);
        form.SetBool("VoiceCallerIdLookup", value => number.VoiceCallerIdLookup = value);
        ApplyRegulation(form, number);
    }

    private static void ApplyRegulation(Form form, IncomingPhoneNumber number)
    {
        if (form.Text("VoiceReceiveMode") is "voice" or "fax")
            number.VoiceReceiveMode = form.Text("VoiceReceiveMode")!;
        if (form.Text("EmergencyStatus") is "Active" or "Inactive")
            number.EmergencyStatus = form.Text("EmergencyStatus")!;
        form.Set("EmergencyAddressSid", value => number.EmergencyAddressSid = NullIfEmpty(value));
        form.Set("TrunkSid", value => number.TrunkSid = NullIfEmpty(value));
        form.Set("IdentitySid", value => number.IdentitySid = NullIfEmpty(value));
        form.Set("AddressSid", value => number.AddressSid = NullIfEmpty(value));
        form.Set("BundleSid", value => number.BundleSid = NullIfEmpty(value));
    }

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
