using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace TwilioServer.Journal;

/// <summary>
/// What a caller is answered while no state can be read: what the decider says of a state that is made of the
/// delivery's own words, of its URL (which carries the step and is signed), and of the last known settings. Only the
/// reply is taken; what follows from the event is decided when it is imported.
/// </summary>
internal sealed partial class UndecidedReplies(JournalParts parts, ILogger logger)
{
    private readonly IReadOnlyList<IStreamStore> _stores = parts.CreateStores();

    /// <summary>The reply; null where no document is waited for.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a decider throws, the caller gets an answer.")]
    public string? ReplyTo(JournalEntry entry)
    {
        if (entry.Webhook?.Fallback is not { } fallback)
            return null;
        var store = _stores.FirstOrDefault(store => store.Kind == entry.Kind);
        if (store is null || (!entry.CreatesStream && entry.Step is null))
            return fallback;
        try
        {
            return store.Decide(entry, Stream(entry), ContactState.Unknown)?.Reply ?? fallback;
        }
        catch (Exception e)
        {
            Log.DeciderFailed(logger, e, entry.Type, entry.StreamKey, entry.DeliveryId);
            return fallback;
        }
        finally
        {
            store.Clear();
        }
    }

    /// <summary>A stream as far as a URL of ours tells of it: its id, and how many events it had.</summary>
    private static StreamRow Stream(JournalEntry entry)
    {
        var target = entry.Webhook!.Target;
        var query = QueryHelpers.ParseQuery(
            target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var start ? target[start..] : ""
        );
        return new StreamRow((long)Number("c", long.MaxValue), entry.TenantId, entry.At)
        {
            EventsBefore = (int)Number("n", MaxSteps),
        };

        ulong Number(string name, long most) =>
            query.TryGetValue(name, out var text)
            && ulong.TryParse(text[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= (ulong)most
                ? number
                : 0;
    }

    /// <summary>No call has more; a number beyond it is not ours.</summary>
    private const long MaxSteps = 1_000_000;

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "Answering {Type} for {StreamKey} without the database failed; delivery {DeliveryId} gets the fallback"
        )]
        public static partial void DeciderFailed(
            ILogger logger,
            Exception e,
            string type,
            string? streamKey,
            Guid deliveryId
        );
    }
}
