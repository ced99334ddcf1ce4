using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>Recordings of calls that we know.</summary>
internal sealed class RecordingList(KnownStreams known, FetchedEvents events) : IListedResource
{
    public string Name => "recordings";

    /// <summary>Twilio dates a recording by its start and the longest voicemail lasts an hour; beyond it as for calls.</summary>
    public TimeSpan Overlap => TimeSpan.FromMinutes(70);

    public IReadOnlyList<string> Lists(DateTimeOffset since) =>
        [$"Recordings.json?DateCreated%3E={ListFilter.Moment(since)}&PageSize=1000"];

    public async Task<int> FeedAsync(
        TwilioLists lists,
        TwilioPage page,
        DateTimeOffset since,
        CancellationToken cancellation
    )
    {
        var recordings = page
            .Items.Select(ListedRecording.Read)
            .OfType<ListedRecording>()
            .Where(recording => recording is { CallSid: not null, Status: "completed" or "absent" })
            .ToList();
        if (recordings.Count == 0)
            return 0;
        var missing = await known.MissingRecordingsAsync(
            [.. recordings.Select(each => (each.RecordingSid, each.CallSid!))],
            cancellation
        );
        var fed = await Task.WhenAll(
            recordings
                .Where(recording => missing.Contains(recording.RecordingSid))
                .Select(recording => events.AppendAsync(Event(recording), cancellation))
        );
        return fed.Count(isNew => isNew);
    }

    private static FetchedEvent Event(ListedRecording recording)
    {
        var completed = new RecordingCompleted(
            recording.RecordingSid,
            recording.Url,
            recording.DurationSeconds,
            recording.Channels,
            recording.Status
        );
        return new FetchedEvent(
            StreamKind.Call,
            recording.CallSid!,
            completed.Type,
            completed,
            $"{recording.RecordingSid}:{recording.Status}",
            WebhookJson.Write([
                new("CallSid", recording.CallSid!),
                new("RecordingChannels", WebhookJson.Number(recording.Channels)),
                new("RecordingDuration", WebhookJson.Number(recording.DurationSeconds)),
                new("RecordingSid", recording.RecordingSid),
                new("RecordingStatus", recording.Status),
                new("RecordingUrl", recording.Url ?? ""),
            ])
        );
    }
}
