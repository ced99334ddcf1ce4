namespace TwilioServer.Messages;

/// <summary>
/// How many texts are sent at once: not more than there are connections to Twilio, as a POST that waits for one would time out
/// without having left. Bulk has a quarter of them, and never those that are kept for what somebody waits for.
/// </summary>
/// <param name="WaitedFor">Text-backs, answers and whatever else somebody waits for.</param>
/// <param name="Bulk">Follow-ups, scheduled and bulk texts.</param>
public sealed record SendSlots(int WaitedFor, int Bulk)
{
    private const int Most = 20;

    /// <summary>Connections that are left to what is asked of Twilio beside sending.</summary>
    private const int Spared = 2;

    /// <param name="connections"><c>TWILIO_CONNECTION_POOL_SIZE</c>, at least 4.</param>
    public static SendSlots For(int connections)
    {
        var all = Math.Clamp(connections - Spared, 2, Most);
        var bulk = Math.Max(1, all / 4);
        return new SendSlots(all - bulk, bulk);
    }
}
