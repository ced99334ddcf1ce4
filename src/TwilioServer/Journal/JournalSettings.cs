using TwilioServer.Configuration;

namespace TwilioServer.Journal;

/// <summary>How much may wait for the journal, and how many writers empty it.</summary>
/// <param name="QueueSize">Deliveries that may wait; beyond it the answer is 503 at once.</param>
/// <param name="Writers">Writers, each with a connection and a transaction of its own.</param>
/// <param name="SpillAfterMilliseconds">What the database has not committed after this long is spilled.</param>
public sealed record JournalSettings(
    int QueueSize,
    int Writers,
    int SpillAfterMilliseconds = JournalSettings.DefaultSpillAfterMilliseconds
)
{
    private const int DefaultSpillAfterMilliseconds = 300;

    public TimeSpan SpillAfter => TimeSpan.FromMilliseconds(SpillAfterMilliseconds);

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
            ),
            reader.Number(
                "SPILL_AFTER_MS",
                DefaultSpillAfterMilliseconds,
                50,
                5000,
                "Milliseconds that the database has to commit a webhook; then it is kept on disk, and what comes after it too."
            )
        );
}
