using TwilioEmulator.Media;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Recordings;

/// <summary>The sound of a recording: <c>.wav</c> (also without an extension) or <c>.mp3</c>.</summary>
internal static class RecordingMedia
{
    public static IResult Download(HttpContext context, string accountSid, string file, EmulatorStore store)
    {
        var extension = Path.GetExtension(file);
        if (
            extension is not ("" or ".wav" or ".mp3")
            || !store.Recordings.TryGet(accountSid, file[..^extension.Length], out var recording)
            || recording.IsDeleted
            || recording.Status != RecordingStatus.Completed
        )
            return TwilioError.NotFound(context);
        var (channels, refused) = ChannelsOf(context, recording);
        if (refused is not null)
            return refused;
        var length = TimeSpan.FromSeconds(recording.DurationSeconds ?? 0);
        return extension == ".mp3"
            ? Results.Bytes(Mp3.Silence(length, channels), "audio/mpeg", enableRangeProcessing: true)
            : Results.Bytes(Wav.Tone(length, channels), "audio/x-wav", enableRangeProcessing: true);
    }

    /// <summary>As many as were recorded, unless one asks for one or two; one channel cannot be made two.</summary>
    private static (int Channels, TwilioError? Refused) ChannelsOf(HttpContext context, Recording recording) =>
        context.Request.Query["RequestedChannels"].ToString() switch
        {
            "" => (recording.Channels, null),
            "1" => (1, null),
            "2" when recording.Channels == 2 => (2, null),
            "2" => (0, TwilioError.BadRequest(20001, "RequestedChannels: the recording has no dual-channel media")),
            _ => (0, TwilioError.BadRequest(20001, "RequestedChannels must be 1 or 2")),
        };
}
