namespace TwilioEmulator.Store;

/// <summary>Twilio's words for the state of a message.</summary>
internal static class MessageStatus
{
    /// <summary>A messaging service has it, and has not chosen a number yet.</summary>
    public const string Accepted = "accepted";
    public const string Scheduled = "scheduled";
    public const string Canceled = "canceled";
    public const string Queued = "queued";
    public const string Sending = "sending";
    public const string Sent = "sent";
    public const string Delivered = "delivered";
    public const string Undelivered = "undelivered";
    public const string Failed = "failed";
    public const string Received = "received";

    public static bool IsTerminal(string status) =>
        status is Delivered or Undelivered or Failed or Received or Canceled;
}
