using TwilioEmulator.Simulator;

namespace TwilioEmulator.Rest.Calls;

/// <summary>The parameters that say how to record, of a call or of a recording.</summary>
internal static class RecordingForm
{
    private static readonly IReadOnlySet<string> OnlyCompleted = new HashSet<string> { "completed" };

    /// <summary>Twilio's defaults for the API: one channel, both tracks. One track alone is always one channel.</summary>
    public static RecordingWish WishOf(Form form)
    {
        var track = form.Text("RecordingTrack") is "inbound" or "outbound" ? form.Text("RecordingTrack")! : "both";
        var channels = form.Text("RecordingChannels") == "dual" && track == "both" ? 2 : 1;
        return new RecordingWish(channels, track, CallbackOf(form));
    }

    public static TwilioError? Check(Form form) =>
        OneOf(form, "RecordingChannels", "mono", "dual")
        ?? OneOf(form, "RecordingTrack", "inbound", "outbound", "both")
        ?? OneOf(form, "Trim", "trim-silence", "do-not-trim")
        ?? FormUrls.Check(form, ["RecordingStatusCallback"]);

    private static TwilioError? OneOf(Form form, string name, params string[] values) =>
        form.Text(name) is { } value && !values.Contains(value)
            ? TwilioError.BadRequest(20001, $"{name} '{value}' is not valid")
            : null;

    private static RecordingCallback? CallbackOf(Form form)
    {
        if (form.Text("RecordingStatusCallback") is not { } url)
            return null;
        // Several events come as repeated names or as words in one value.
        var events = form.List("RecordingStatusCallbackEvent").SelectMany(value => value.Split(' ')).ToHashSet();
        return new RecordingCallback(
            url,
            form.Method("RecordingStatusCallbackMethod"),
            events.Count == 0 ? OnlyCompleted : events
        );
    }
}
