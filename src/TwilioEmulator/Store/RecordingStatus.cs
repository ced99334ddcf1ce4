namespace TwilioEmulator.Store;

/// <summary>Twilio's words for the state of a recording.</summary>
internal static class RecordingStatus
{
    public const string InProgress = "in-progress";
    public const string Paused = "paused";
    public const string Stopped = "stopped";
    public const string Processing = "processing";
    public const string Completed = "completed";
    public const string Absent = "absent";
}
