namespace TwilioServer.Journal;

/// <summary>The one way in for events: on PostgreSQL in the service, in memory in the simulator.</summary>
public interface IJournal
{
    /// <summary>Appends a webhook's event.</summary>
    /// <exception cref="JournalFullException">Too many wait already.</exception>
    /// <exception cref="JournalUnavailableException">It was not committed in time.</exception>
    Task<JournalReply> AppendAsync(JournalEntry entry);

    /// <summary>Appends an event of our own: it waits for room as long as it takes.</summary>
    Task<JournalReply> AppendOwnAsync(JournalEntry entry, CancellationToken cancellation);
}
