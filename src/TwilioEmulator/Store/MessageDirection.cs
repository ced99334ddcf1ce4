namespace TwilioEmulator.Store;

internal static class MessageDirection
{
    public const string Inbound = "inbound";
    public const string OutboundApi = "outbound-api";
    public const string OutboundReply = "outbound-reply";
}
