namespace TwilioServer.Journal;

/// <summary>
/// Where deliveries are kept while the database cannot commit. Once open it takes everything until what it holds was
/// imported, so that nothing overtakes it.
/// </summary>
public interface IEventSpill
{
    /// <summary>Whether deliveries go here instead of to the database.</summary>
    bool IsOpen { get; }

    /// <summary>Whether the last attempt to write failed: then only the database is left.</summary>
    bool IsFailing { get; }

    /// <summary>Done when it is not open.</summary>
    Task Closed { get; }

    void Open();

    /// <summary>Puts deliveries on disk, with what they are answered. Done when all of them are there for good.</summary>
    /// <exception cref="SpillException">The disk refused, is full, or did not answer.</exception>
    Task AppendAsync(IReadOnlyList<SpilledDelivery> deliveries);
}

/// <summary>A delivery, and what it is answered before it could be decided; null where no document is waited for.</summary>
public readonly record struct SpilledDelivery(JournalEntry Entry, string? Reply);

/// <summary>A delivery could not be put on disk.</summary>
public sealed class SpillException(string message, Exception? inner = null) : Exception(message, inner);
