using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.IncomingPhoneNumbers;

/// <summary>A number as the API shows it.</summary>
internal static class IncomingPhoneNumberResource
{
    public static object Of(IncomingPhoneNumber number, string accountSid) =>
        new
        {
            AccountSid = accountSid,
            AddressSid = (string?)null,
            AddressRequirements = "none",
            CallParameters.ApiVersion,
            Beta = false,
            Capabilities = new
            {
                Voice = true,
                Sms = true,
                Mms = true,
                Fax = false,
            },
            DateCreated = Rfc2822.Format(number.DateCreated),
            DateUpdated = Rfc2822.Format(number.DateUpdated),
            number.FriendlyName,
            IdentitySid = (string?)null,
            number.PhoneNumber,
            Origin = "twilio",
            number.Sid,
            SmsApplicationSid = "",
            number.SmsFallbackMethod,
            number.SmsFallbackUrl,
            number.SmsMethod,
            number.SmsUrl,
            number.StatusCallback,
            number.StatusCallbackMethod,
            TrunkSid = (string?)null,
            Uri = $"{RestApi.Prefix}/Accounts/{accountSid}/IncomingPhoneNumbers/{number.Sid}.json",
            VoiceReceiveMode = "voice",
            VoiceApplicationSid = "",
            VoiceCallerIdLookup = false,
            number.VoiceFallbackMethod,
            number.VoiceFallbackUrl,
            number.VoiceMethod,
            number.VoiceUrl,
            EmergencyStatus = "Active",
            EmergencyAddressSid = (string?)null,
            EmergencyAddressStatus = "unregistered",
            BundleSid = (string?)null,
            Status = "in-use",
        };
}
