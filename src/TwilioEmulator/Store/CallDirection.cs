namespace TwilioEmulator.Store;

internal static class CallDirection
{
    public const string Inbound = "inbound";
    public const string OutboundApi = "outbound-api";
    public const string OutboundDial = "outbound-dial";
}
