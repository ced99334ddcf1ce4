namespace TwilioEmulator.Store;

internal static class MessageDirection
{
    public const string Inbound = "inbound";
    public const string OutboundApi = "outbound-api";

    /// <summary>Sent by TwiML during a call.</summary>
    public const string OutboundCall = "outbound-call";
    public const string OutboundReply = "outbound-reply";
}
