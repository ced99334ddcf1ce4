using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.IncomingPhoneNumbers;

/// <summary>A number as the API shows it.</summary>
internal static class IncomingPhoneNumberResource
{
    private static readonly object Capabilities = new
    {
        Voice = true,
        Sms = true,
        Mms = true,
        Fax = false,
    };

    public static object Of(IncomingPhoneNumber number) =>
        new
        {
            number.AccountSid,
            number.AddressSid,
            AddressRequirements = "none",
            CallParameters.ApiVersion,
            Beta = false,
            Capabilities,
            DateCreated = Rfc2822.Format(number.DateCreated),
            DateUpdated = Rfc2822.Format(number.DateUpdated),
            number.FriendlyName,
            number.IdentitySid,
            number.PhoneNumber,
            Origin = "twilio",
            number.Sid,
            SmsApplicationSid = NullIfEmpty(number.SmsApplicationSid),
            number.SmsFallbackMethod,
            number.SmsFallbackUrl,
            number.SmsMethod,
            number.SmsUrl,
            number.StatusCallback,
            number.StatusCallbackMethod,
            number.TrunkSid,
            Uri = $"{RestApi.Prefix}/Accounts/{number.AccountSid}/IncomingPhoneNumbers/{number.Sid}.json",
            number.VoiceReceiveMode,
            VoiceApplicationSid = NullIfEmpty(number.VoiceApplicationSid),
            number.VoiceCallerIdLookup,
            number.VoiceFallbackMethod,
            number.VoiceFallbackUrl,
            number.VoiceMethod,
            number.VoiceUrl,
            number.EmergencyStatus,
            number.EmergencyAddressSid,
            EmergencyAddressStatus = "unregistered",
            number.BundleSid,
            Status = "in-use",
        };

    private static string? NullIfEmpty(string sid) => sid.Length == 0 ? null : sid;
}
