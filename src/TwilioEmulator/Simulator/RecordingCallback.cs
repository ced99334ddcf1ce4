using TwilioEmulator.TwiML;

namespace TwilioEmulator.Simulator;

/// <summary>Where a recording's state is reported, and which of in-progress, completed and absent.</summary>
internal sealed record RecordingCallback(string Url, string Method, IReadOnlySet<string> Events)
{
    private static readonly IReadOnlySet<string> OnlyCompleted = new HashSet<string> { "completed" };

    /// <summary>Reads the recordingStatusCallback attributes that Dial and Record share.</summary>
    public static RecordingCallback? Parse(VerbElement element)
    {
        var url = element.Text("recordingStatusCallback");
        var method = element.Method("recordingStatusCallbackMethod");
        var events = element.WordSet("recordingStatusCallbackEvent", OnlyCompleted);
        return url is null ? null : new RecordingCallback(url, method, events);
    }

    public RecordingCallback ResolvedBy(TwimlDocument? document) =>
        document is null ? this : this with { Url = document.Resolve(Url) };
}
