using TwilioServer.Configuration;

namespace TwilioServer.Journal;

/// <summary>How much may wait for the journal, and how many writers empty it.</summary>
/// <param name="QueueSize">Deliveries that may wait; beyond it the answer is 503 at once.</param>
/// <param name="Writers">Writers, each with a connection and a transaction of its own.</param>
public sealed record JournalSettings(int QueueSize, int Writers)
{
    public static JournalSettings Read(SettingsReader reader) =>
        new(
            reader.Number(
                "WEBHOOK_QUEUE_SIZE",
                1000,
                1,
                100_000,
                "Deliveries that may wait for the journal; beyond it the answer is 503."
            ),
            reader.Number(
                "WEBHOOK_WORKER_THREADS",
                2,
                1,
                32,
                "Journal writers, each with a database connection of its own."
            )
        );
}
