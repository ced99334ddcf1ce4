using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Recordings;

/// <summary>A recording as the API shows it.</summary>
internal static class RecordingResource
{
    public static object Of(Recording recording, EmulatorAddress address)
    {
        var uri = $"{RestApi.Prefix}/Accounts/{recording.AccountSid}/Recordings/{recording.Sid}";
        return new
        {
            recording.AccountSid,
            CallParameters.ApiVersion,
            recording.CallSid,
            recording.ConferenceSid,
            DateCreated = Rfc2822.Format(recording.DateCreated),
            DateUpdated = Rfc2822.Format(recording.DateUpdated),
            StartTime = Rfc2822.Format(recording.StartTime),
            Duration = Duration(recording),
            recording.Sid,
            Price = (string?)null,
            PriceUnit = "USD",
            Status = recording.IsDeleted ? "deleted" : recording.Status,
            recording.Channels,
            Source = Source(recording),
            ErrorCode = (int?)null,
            Uri = uri + ".json",
            EncryptionDetails = (string?)null,
            SubresourceUris = new Dictionary<string, string>
            {
                ["add_on_results"] = uri + "/AddOnResults.json",
                ["transcriptions"] = uri + "/Transcriptions.json",
            },
            MediaUrl = address.RecordingUrl(recording.AccountSid, recording.Sid),
        };
    }

    /// <summary>The same recording under its call, where it has a track and no addresses.</summary>
    public static object OfCall(Recording recording) =>
        new
        {
            recording.AccountSid,
            CallParameters.ApiVersion,
            recording.CallSid,
            recording.ConferenceSid,
            DateCreated = Rfc2822.Format(recording.DateCreated),
            DateUpdated = Rfc2822.Format(recording.DateUpdated),
            StartTime = Rfc2822.Format(recording.StartTime),
            Duration = Duration(recording),
            recording.Sid,
            Price = (decimal?)null,
            Uri = $"{RestApi.Prefix}/Accounts/{recording.AccountSid}/Calls/{recording.CallSid}/Recordings/{recording.Sid}.json",
            EncryptionDetails = (string?)null,
            PriceUnit = "USD",
            recording.Status,
            recording.Channels,
            Source = Source(recording),
            ErrorCode = (int?)null,
            recording.Track,
        };

    /// <summary>Seconds; Twilio writes -1 while it does not know.</summary>
    private static string Duration(Recording recording) => $"{recording.DurationSeconds ?? -1}";

    /// <summary>The API has no word for recordings that TwiML starts, though webhooks do.</summary>
    private static string Source(Recording recording) =>
        recording.Source == "StartCallRecordingTwiML" ? "StartCallRecordingAPI" : recording.Source;
}
