using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Replay;

/// <summary>
/// Decides a call's events again with today's decider and today's settings, beside what was decided then. Pure: nothing
/// is written, nobody is called.
/// </summary>
public static class CallReplay
{
    /// <exception cref="InvalidDataException">This build cannot read one of the events.</exception>
    /// <param name="around">What the tenant's calls are decided with today; null where it is not known.</param>
    public static ReplayedCall Run(CallHistory history, CallSurroundings? around)
    {
        around = around?.AsKeptBy(history.State);
        var steps = new List<ReplayedStep>();
        var decision = (TextBackDecision?)null;
        CallState? state = null;
        foreach (var row in history.Events)
        {
            var entry = Entry(row, history);
            var folded = CallFold.Apply(state, entry, history.Stream, Contact(history, row), around);
            decision ??= folded?.Decision.Effects.OfType<RecordTextBackDecision>().FirstOrDefault()?.Decision;
            if (folded?.Decision.Effects.OfType<ResolveTextBack>().Any() is true)
                decision = decision! with { Send = true, IsDeferred = false };
            steps.Add(Step(row, history, state, folded, around?.Tenant));
            state = folded?.State ?? state;
        }
        return new ReplayedCall(history.CallSid, steps, [.. Differences(history, state, decision)]);
    }

    private static ReplayedStep Step(
        EventRow row,
        CallHistory history,
        CallState? before,
        (CallState State, StreamDecision Decision)? folded,
        Tenant? tenant
    )
    {
        var deliveries = history.Deliveries.Where(delivery => delivery.Identity == row.Identity).ToList();
        return new ReplayedStep(
            row.Sequence,
            row.OccurredAt,
            row.Type,
            deliveries.Count > 0 ? deliveries[0].Type : "own",
            Math.Max(deliveries.Count - 1, 0),
            before?.Stage.ToWord() ?? "new",
            (folded?.State ?? before)?.Stage.ToWord() ?? "none",
            row.Reply,
            folded?.Decision.Reply,
            row.SettingsVersion is { } version && version != tenant?.SettingsVersion
        );
    }

    /// <summary>A stream that began with what Twilio told has its parties in its row alone.</summary>
    private static JournalEntry Entry(EventRow row, CallHistory history)
    {
        var entry = row.ToEntry(StreamKind.Call, history.CallSid, BaseUrl(history));
        return entry.Origin is null && history.State is { } call
            ? row.ToEntry(
                StreamKind.Call,
                history.CallSid,
                BaseUrl(history),
                new CallOrigin(call.From, call.To, call.Direction)
            )
            : entry;
    }

    /// <summary>The address that the action URLs carried then.</summary>
    private static string BaseUrl(CallHistory history)
    {
        const string action = "action=\"";
        foreach (var row in history.Events)
        {
            var start = row.Reply?.IndexOf(action, StringComparison.Ordinal) ?? -1;
            if (start < 0)
                continue;
            start += action.Length;
            var end = row.Reply!.IndexOf("/webhooks/", start, StringComparison.Ordinal);
            if (end > start)
                return row.Reply[start..end];
        }
        return "";
    }

    /// <summary>The contact's row has moved on since; what it said then is known from what was decided.</summary>
    private static ContactState Contact(CallHistory history, EventRow row) =>
        history.Decision is { Send: false, Reason: "within-window" }
            ? new ContactState(row.OccurredAt)
            : ContactState.Unknown;

    private static IEnumerable<string> Differences(CallHistory history, CallState? today, TextBackDecision? decision)
    {
        if (history.State is { } then && today is not null && then != today)
            yield return $"the call: then {Text(then)}, today {Text(today)}";
        if (history.Decision != decision)
            yield return $"the text: then {Text(history.Decision)}, today {Text(decision)}";
    }

    private static string Text(CallState call) =>
        $"{call.Status}, {call.Stage.ToWord()}, "
        + call.Missed switch
        {
            true => $"missed ({call.MissedReason})",
            false => "answered",
            null => "undecided",
        };

    private static string Text(TextBackDecision? decision) =>
        decision is null ? "no decision" : $"{(decision.Send ? "send" : "suppressed")} ({decision.Reason})";
}

/// <summary>A call that was decided again.</summary>
/// <param name="Differences">Where the end differs, in words; empty when it does not.</param>
public sealed record ReplayedCall(string CallSid, IReadOnlyList<ReplayedStep> Steps, IReadOnlyList<string> Differences)
{
    /// <summary>Whether today's decider answers everything as it was answered then.</summary>
    public bool IsSame => Differences.Count == 0 && Steps.All(step => step.IsSame);
}

/// <summary>One event of it.</summary>
/// <param name="Delivery">The webhook's name; <c>own</c> for an event that no webhook brought.</param>
/// <param name="Repeats">Deliveries of the same event that came later and changed nothing.</param>
/// <param name="OtherSettings">Whether the tenant's settings have changed since.</param>
public sealed record ReplayedStep(
    int Sequence,
    DateTimeOffset At,
    string Type,
    string Delivery,
    int Repeats,
    string StageBefore,
    string StageAfter,
    string? Reply,
    string? ReplyToday,
    bool OtherSettings
)
{
    public bool IsSame => Reply == ReplyToday;
}
