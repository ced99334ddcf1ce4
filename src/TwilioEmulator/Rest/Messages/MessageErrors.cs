namespace TwilioEmulator.Rest.Messages;

/// <summary>What Twilio writes beside the error code of a message that did not arrive.</summary>
internal static class MessageErrors
{
    public static string Text(int code) =>
        code switch
        {
            30001 => "Queue overflow",
            30002 => "Account suspended",
            30003 => "Unreachable destination handset",
            30004 => "Message blocked",
            30005 => "Unknown destination handset",
            30006 => "Landline or unreachable carrier",
            30007 => "Message filtered",
            30008 => "Unknown error",
            30010 => "Message price exceeds max price",
            30017 => "Carrier network congestion",
            30022 => "US A2P 10DLC - rate limits exceeded",
            30023 => "US A2P 10DLC - daily message cap reached",
            30027 => "US A2P 10DLC - T-Mobile daily message limit reached",
            30032 => "Toll-free number has not been verified",
            30034 => "Message from an unregistered number",
            _ => "Unknown error",
        };
}
