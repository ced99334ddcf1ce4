using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Transcriptions;

/// <summary>A transcription as the API shows it, also below its recording.</summary>
internal static class TranscriptionResource
{
    public static object Of(Transcription transcription) => Of(transcription, "");

    public static object OfRecording(Transcription transcription) =>
        Of(transcription, $"/Recordings/{transcription.RecordingSid}");

    private static object Of(Transcription transcription, string parent) =>
        new
        {
            transcription.AccountSid,
            CallParameters.ApiVersion,
            DateCreated = Rfc2822.Format(transcription.DateCreated),
            DateUpdated = Rfc2822.Format(transcription.DateUpdated),
            Duration = $"{transcription.DurationSeconds}",
            Price = (decimal?)null,
            PriceUnit = "USD",
            transcription.RecordingSid,
            transcription.Sid,
            transcription.Status,
            TranscriptionText = transcription.Text,
            Type = "fast",
            Uri = $"{RestApi.Prefix}/Accounts/{transcription.AccountSid}{parent}/Transcriptions/{transcription.Sid}.json",
        };
}
