using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Recordings;

/// <summary>A recording as the API shows it.</summary>
internal static class RecordingResource
{
    public static object Of(Recording recording, string accountSid, EmulatorAddress address)
    {
        var uri = $"{RestApi.Prefix}/Accounts/{accountSid}/Recordings/{recording.Sid}";
        return new
        {
            AccountSid = accountSid,
            CallParameters.ApiVersion,
            recording.CallSid,
            ConferenceSid = (string?)null,
            DateCreated = Rfc2822.Format(recording.DateCreated),
            DateUpdated = Rfc2822.Format(recording.DateUpdated),
            StartTime = Rfc2822.Format(recording.StartTime),
            Duration = $"{recording.DurationSeconds}",
            recording.Sid,
            Price = (string?)null,
            PriceUnit = "USD",
            recording.Status,
            recording.Channels,
            recording.Source,
            ErrorCode = (int?)null,
            Uri = uri + ".json",
            EncryptionDetails = (string?)null,
            SubresourceUris = new Dictionary<string, string>
            {
                ["add_on_results"] = uri + "/AddOnResults.json",
                ["transcriptions"] = uri + "/Transcriptions.json",
            },
            MediaUrl = address.RecordingUrl(recording.Sid),
        };
    }

    /// <summary>The same recording under its call, where it has a track and no addresses.</summary>
    public static object OfCall(Recording recording, string accountSid) =>
        new
        {
            AccountSid = accountSid,
            CallParameters.ApiVersion,
            recording.CallSid,
            ConferenceSid = (string?)null,
            DateCreated = Rfc2822.Format(recording.DateCreated),
            DateUpdated = Rfc2822.Format(recording.DateUpdated),
            StartTime = Rfc2822.Format(recording.StartTime),
            Duration = $"{recording.DurationSeconds}",
            recording.Sid,
            Price = (decimal?)null,
            Uri = $"{RestApi.Prefix}/Accounts/{accountSid}/Calls/{recording.CallSid}/Recordings/{recording.Sid}.json",
            EncryptionDetails = (string?)null,
            PriceUnit = "USD",
            recording.Status,
            recording.Channels,
            recording.Source,
            ErrorCode = (int?)null,
            Track = "both",
        };
}
