namespace TwilioServer.Messages;

/// <summary>
/// How many texts are sent at once. More are under way than POSTs, as most of a send is asking for permission and writing down
/// what became of it.
/// </summary>
/// <param name="Lines">POSTs on their way at once; see <see cref="SendLines"/>.</param>
/// <param name="WaitedFor">Text-backs, answers and whatever else somebody waits for.</param>
/// <param name="Bulk">Follow-ups, scheduled and bulk texts: they never take more than a quarter of the lines.</param>
public sealed record SendSlots(int Lines, int WaitedFor, int Bulk)
{
    private const int MostLines = 16;

    /// <summary>Connections that are left to what is asked of Twilio beside sending.</summary>
    private const int Spared = 2;

    /// <param name="connections"><c>TWILIO_CONNECTION_POOL_SIZE</c>, at least 4.</param>
    public static SendSlots For(int connections)
    {
        var lines = Math.Clamp(connections - Spared, 1, MostLines);
        return new SendSlots(lines, 2 * lines, Math.Max(1, lines / 4));
    }
}
