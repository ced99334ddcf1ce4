using System.Globalization;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Simulation.Memory;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Simulation;

/// <summary>A call's rows in memory, in the words in which the database tells its own.</summary>
internal static class MemoryRowsAsText
{
    public static IEnumerable<string> Of(MemoryTables tables, string sid)
    {
        foreach (var delivery in tables.WebhookLogs.Values.Where(delivery => delivery.CallSid == sid))
            yield return Row("delivery", sid, Word(delivery.Outcome));
        if (
            !tables.StreamKeys.TryGetValue(sid, out var stream) || !tables.Calls.TryGetValue(stream.StreamId, out var c)
        )
            yield break;
        yield return Row(
            "call",
            sid,
            c.Status,
            c.Stage.ToWord(),
            c.Missed,
            c.MissedReason,
            c.DialCallStatus,
            c.TerminalStatus,
            c.DurationSeconds,
            c.EventSequence
        );
        if (tables.Decisions.TryGetValue(c.CallId, out var d))
            yield return Row(
                "decision",
                sid,
                d.Decision.Send ? "send" : "suppressed",
                d.Decision.Reason,
                d.MessageId is not null
            );
        foreach (var r in tables.Recordings.Values.Where(recording => recording.CallSid == sid))
            yield return Row("recording", sid, r.RecordingSid, r.RecordingUrl, r.DurationSeconds, r.Channels, r.Status);
        if (tables.Contacts.GetValueOrDefault(new ContactKey(c.TenantId, c.From))?.LastTextBackAt is { } at)
            yield return Row("contact", c.From, (int)(at - TestClock.Noon).TotalMilliseconds);
        var messages = tables.Messages.Values.Where(message => message.CallId == c.CallId).ToList();
        foreach (var row in messages.SelectMany(message => OfMessage(tables, sid, message)))
            yield return row;
        foreach (var streamId in messages.Select(message => message.State.MessageId).Append(c.CallId))
        foreach (var row in OfStream(tables, sid, streamId))
            yield return row;
    }

    private static IEnumerable<string> OfMessage(MemoryTables tables, string sid, MessageRow row)
    {
        var m = row.State;
        yield return Row(
            "text",
            sid,
            row.State.Class.ToWord(),
            m.Status.ToWord(),
            m.Attempt,
            m.ErrorCode,
            m.MessageSid,
            m.From,
            m.To,
            m.Body,
            m.EventSequence,
            (int?)(m.ExpiresAt - m.CreatedAt)?.TotalSeconds
        );
        foreach (var attempt in tables.AttemptsOf(m.MessageId))
            yield return Row("attempt", sid, attempt.Attempt, attempt.Outcome);
    }

    private static IEnumerable<string> OfStream(MemoryTables tables, string sid, long streamId)
    {
        foreach (var e in tables.EventsOf(streamId))
            yield return Row("event", sid, e.Sequence, e.Type, e.Reply);
        foreach (var j in tables.Jobs.Rows.Where(job => job.StreamId == streamId))
            yield return Row(
                "job",
                sid,
                j.Job.Kind,
                j.State.ToString().ToLowerInvariant(),
                j.Attempt,
                j.Job.MaxAttempts,
                (int)(j.RunAt - j.CreatedAt).TotalMilliseconds
            );
    }

    /// <summary>As <c>concat_ws</c> has it: what is null is left out.</summary>
    private static string Row(params object?[] values) =>
        string.Join(' ', values.Where(value => value is not null).Select(Text));

    private static string? Text(object? value) =>
        value is bool flag ? (flag ? "t" : "f") : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static string Word(JournalOutcome outcome) =>
        outcome == JournalOutcome.UnknownStream ? "unknown-stream" : outcome.ToString().ToLowerInvariant();
}
