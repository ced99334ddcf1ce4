using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Applications;

/// <summary>An application as the API shows it.</summary>
internal static class ApplicationResource
{
    public static object Of(Application application) =>
        new
        {
            application.AccountSid,
            CallParameters.ApiVersion,
            DateCreated = Rfc2822.Format(application.DateCreated),
            DateUpdated = Rfc2822.Format(application.DateUpdated),
            application.FriendlyName,
            application.MessageStatusCallback,
            application.Sid,
            application.SmsFallbackMethod,
            application.SmsFallbackUrl,
            application.SmsMethod,
            application.SmsStatusCallback,
            application.SmsUrl,
            application.StatusCallback,
            application.StatusCallbackMethod,
            Uri = $"{RestApi.Prefix}/Accounts/{application.AccountSid}/Applications/{application.Sid}.json",
            application.VoiceCallerIdLookup,
            application.VoiceFallbackMethod,
            application.VoiceFallbackUrl,
            application.VoiceMethod,
            application.VoiceUrl,
            application.PublicApplicationConnectEnabled,
        };
}
