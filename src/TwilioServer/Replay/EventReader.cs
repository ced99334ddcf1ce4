using System.Text.Json;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Webhooks;

namespace TwilioServer.Replay;

/// <summary>An event as its stream's decider takes it, read from what the journal kept of it.</summary>
/// <param name="Origin">What a new stream is made of; null where the event begins none.</param>
/// <param name="ContactNumber">The number that the event may decide a text to.</param>
public sealed record StoredEvent(object Happened, object? Origin = null, string? ContactNumber = null);

/// <summary>
/// Reads events again from their types and stored parameters: a webhook's through the function that read the delivery,
/// our own from the JSON that their sender wrote.
/// </summary>
public static class EventReader
{
    /// <summary>
    /// The URL of a step is not kept. What it named was checked before the event was; here it only has to be one, with a
    /// number that no call has reached, for a step that counted then counts again.
    /// </summary>
    private const string AnyStep = "/?c=0&t=00000000000000000000000000000000&n=2147483646&s=kept";

    private static readonly Dictionary<string, WebhookRoute> Routes = new(StringComparer.Ordinal)
    {
        ["voice.received"] = Route("voice"),
        ["voice.fell-back"] = Route("voice-fallback"),
        ["dial.ended"] = Route("dial-result"),
        ["voicemail.recorded"] = Route("record"),
        ["call.status-changed"] = Route("voice-status"),
        ["whisper.requested"] = Route("whisper"),
        ["key.pressed"] = Route("key"),
        ["answer.detected"] = Route("amd"),
        ["recording.completed"] = Route("recording"),
        ["message.received"] = Route("sms"),
        ["delivery.reported"] = Route("sms-status"),
    };

    private static readonly Dictionary<string, Func<JsonElement, object>> Own = new(
        ReplyJson.Readers.Concat(CopyJson.Readers),
        StringComparer.Ordinal
    )
    {
        ["call.fetched"] = json => CallFetchedJson.Read(json.GetRawText()),
        ["timer.fired"] = _ => new ResolveDue(),
        ["call.lost"] = _ => new CallLost(),
        ["text.asked"] = CallReportJson.ReadText,
        ["text.due"] = _ => new TextDue(),
        ["follow-up.due"] = CallReportJson.ReadFollowUp,
        ["incoming.reported"] = CallReportJson.ReadIncoming,
        ["missed-report.requested"] = _ => new MissedReportRequested(),
        ["missed-report.settled"] = CallReportJson.ReadMissed,
        ["send.canceled"] = _ => new SendCanceled(),
        ["send.retried"] = _ => new SendRetried(),
        ["send.asked"] = SendAskedJson.Read,
        ["send.requested"] = SendRequestedJson.Read,
        ["send.settled"] = SendSettledJson.Read,
        ["lookup.missed"] = LookupMissedJson.Read,
    };

    /// <summary>The types that can be read.</summary>
    public static IEnumerable<string> Types => Routes.Keys.Concat(Own.Keys);

    /// <exception cref="InvalidDataException">This build cannot read the event.</exception>
    public static StoredEvent Read(string type, string parametersJson)
    {
        using var json = JsonDocument.Parse(parametersJson);
        if (Own.TryGetValue(type, out var read))
            return new StoredEvent(read(json.RootElement));
        if (!Routes.TryGetValue(type, out var route))
            throw new InvalidDataException($"This build does not know events of the type {type}.");
        var request = new WebhookRequest(StoredParameters.Read(json.RootElement), AnyStep);
        return route.Read(request) is { } happened
            ? new StoredEvent(happened.Happened, happened.Origin, happened.ContactNumber)
            : throw new InvalidDataException($"A {type} event lacks a parameter that it needs.");
    }

    private static WebhookRoute Route(string type) =>
        CallWebhooks.Routes.Concat(MessageWebhooks.Routes).Single(route => route.Type == type);
}
