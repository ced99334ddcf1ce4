namespace TwilioEmulator.Store;

/// <summary>Twilio's words for the state of a call.</summary>
internal static class CallStatus
{
    public const string Queued = "queued";

    /// <summary>Seen in status callbacks only: the Call resource stays <c>queued</c> until it rings.</summary>
    public const string Initiated = "initiated";
    public const string Ringing = "ringing";
    public const string InProgress = "in-progress";
    public const string Completed = "completed";
    public const string Busy = "busy";
    public const string Failed = "failed";
    public const string NoAnswer = "no-answer";
    public const string Canceled = "canceled";

    public static bool IsTerminal(string status) => status is Completed or Busy or Failed or NoAnswer or Canceled;

    /// <summary>The SIP answer that Twilio reports with a terminal status.</summary>
    public static string SipResponseCode(string status) =>
        status switch
        {
            Completed => "200",
            Busy => "486",
            Failed => "404",
            _ => "487",
        };
}
