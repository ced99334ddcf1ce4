namespace TwilioServer.Scenarios.Chaos;

/// <summary>
/// Compares what the outside saw with what the database says. Pure, so that a test can hand it evidence of a crime and
/// see it found. All calls of these scenarios are missed, so each of them must end with one decision and one text.
/// </summary>
internal static class Checker
{
    /// <returns>What is wrong, each with the name of its invariant; empty when nothing was lost and nothing done twice.</returns>
    public static IReadOnlyList<string> Check(Evidence evidence, Expectation expectation)
    {
        var log = evidence.Log.ToLookup(row => row.Key, StringComparer.Ordinal);
        var deliveries = evidence.Deliveries.ToLookup(delivery => delivery.Key, StringComparer.Ordinal);
        return
        [
            .. deliveries.SelectMany(sent => CheckWebhook([.. sent], [.. log[sent.Key]], evidence.Events)),
            .. Strangers(log, deliveries),
            .. CheckAnswers(evidence.Deliveries, expectation),
            .. CheckCalls(evidence),
            .. CheckTexts(evidence, expectation),
            .. CheckAttempts(evidence),
            .. evidence.OpenJobs.Select(job => $"I12: a job did not end: {job}"),
            .. evidence.SpillFiles.Select(file => $"I19: not imported: {file}"),
            .. CheckFailedEvents(evidence, expectation),
        ];
    }

    private static IEnumerable<string> CheckWebhook(
        IReadOnlyList<Delivery> sent,
        IReadOnlyList<LoggedDelivery> rows,
        IReadOnlyDictionary<Guid, int> events
    )
    {
        var name = $"{sent[0].Path} of {sent[0].CallSid}";
        var acknowledged = sent.Count(delivery => delivery.IsAcknowledged);
        // One without an answer, or with 503, may have been written all the same: the reply to COMMIT was lost.
        var mayBeWritten = sent.Count(delivery => delivery.Status is null or >= 200 and < 300 or >= 500);
        if (rows.Count < acknowledged)
            yield return $"I1: lost: {name} was answered with 2xx {acknowledged} times and has {rows.Count} log rows";
        if (rows.Count > mayBeWritten)
            yield return $"I1: {name} was delivered {mayBeWritten} times and has {rows.Count} log rows";
        foreach (var violation in CheckEvent(name, rows, events))
            yield return violation;
        if (sent.Select(d => d.IsAcknowledged ? d.BodyHash : null).OfType<string>().Distinct().Count() > 1)
            yield return $"I2: {name} got different answers";
    }

    private static IEnumerable<string> CheckEvent(
        string name,
        IReadOnlyList<LoggedDelivery> rows,
        IReadOnlyDictionary<Guid, int> events
    )
    {
        if (rows.Count == 0)
            yield break;
        if (rows.Select(row => row.WebhookId).Distinct().Count() > 1)
            yield return $"I2: {name} has more than one identity";
        if (rows.All(row => row.Outcome is "unknown-stream" or "unknown-number" or "failed"))
            yield break;
        var processed = rows.Count(row => row.Outcome == "processed");
        if (processed != 1)
            yield return $"I2: {name} was processed {processed} times";
        var written = events.GetValueOrDefault(rows[0].WebhookId);
        if (written != 1)
            yield return $"I2: {name} has {written} events";
    }

    private static IEnumerable<string> Strangers(
        ILookup<string, LoggedDelivery> log,
        ILookup<string, Delivery> deliveries
    ) =>
        log.Where(rows => !deliveries.Contains(rows.Key))
            .Select(rows => $"I1: nobody sent the webhook {rows.First().WebhookId} that the log has");

    private static IEnumerable<string> CheckAnswers(IReadOnlyList<Delivery> deliveries, Expectation expectation) =>
        deliveries
            .Where(d => d.Status is >= 300 and < 500 || (!d.IsAcknowledged && !expectation.ErrorsAreExplained))
            .Select(d => $"I18: {d.Path} of {d.CallSid} was answered with {d.Status?.ToString() ?? "nothing"}");

    private static IEnumerable<string> CheckCalls(Evidence evidence)
    {
        var calls = evidence
            .Calls.DistinctBy(call => call.CallSid)
            .ToDictionary(c => c.CallSid, StringComparer.Ordinal);
        if (calls.Count != evidence.Calls.Count)
            yield return "I2: a call has two rows";
        foreach (var call in evidence.Calls)
        {
            var due = call.Missed is true ? 1 : 0;
            if (call.Decisions != due)
                yield return $"I3: {call.CallSid}, missed {call.Missed}, has {call.Decisions} decisions";
            if (call.Intents != call.Sends)
                yield return $"I4: {call.CallSid} has {call.Sends} decisions to send and {call.Intents} intents";
        }
        foreach (var callSid in Ended(evidence.Deliveries))
            if (calls.GetValueOrDefault(callSid) is not { Missed: true, Sends: 1 })
                yield return $"I3: lost: {callSid} was missed, and the service does not send";
    }

    /// <summary>The calls of which the service acknowledged that nobody answered them.</summary>
    private static IEnumerable<string> Ended(IEnumerable<Delivery> deliveries) =>
        deliveries
            .Where(d => d is { IsAcknowledged: true, Path: "/webhooks/voice/dial-result" or "/webhooks/voice/status" })
            .Select(d => d.CallSid)
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> CheckTexts(Evidence evidence, Expectation expectation)
    {
        var texts = evidence.Texts.ToLookup(text => text.IntentId);
        foreach (var intent in evidence.Intents)
            if (texts[intent.IntentId].Count() is var sent && sent != ExpectedTexts(intent.Status))
                yield return $"I4: {intent.To} is {intent.Status} and got {sent} texts";
        var known = evidence.Intents.Select(intent => intent.IntentId).ToHashSet();
        foreach (var text in evidence.Texts.Where(text => !known.Contains(text.IntentId)))
            yield return $"I4: {text.To} got {text.MessageSid}, of which the database knows nothing";
        foreach (var customer in evidence.Texts.GroupBy(text => text.To).Where(customer => customer.Count() > 1))
            yield return $"I4: {customer.Key} got {customer.Count()} texts";
        foreach (var intent in evidence.Intents.Where(i => i is { Status: "unknown-final", Attempts: 0 }))
            yield return $"I4: {intent.To} is unknown for good, and no POST was ever permitted";
        var lost = evidence.Intents.Count(intent => intent.Status == "unknown-final");
        if (lost > expectation.UnclearSends)
            yield return $"I4: lost: {lost} texts are unknown for good";
    }

    /// <summary>How many texts the emulator has for an intent of this status; -1 for one that a run must not end with.</summary>
    private static int ExpectedTexts(string status) =>
        status switch
        {
            "accepted" or "sent" or "delivered" or "undelivered" => 1,
            "failed" or "expired" or "unknown-final" => 0,
            _ => -1,
        };

    private static IEnumerable<string> CheckAttempts(Evidence evidence)
    {
        var attempts = evidence.Intents.Sum(intent => intent.Attempts);
        var settled = evidence.Intents.Sum(intent => intent.Settled);
        if (evidence.Posts > attempts)
            yield return $"I15: {evidence.Posts} POSTs reached Twilio, and {attempts} were permitted";
        if (evidence.Posts < settled)
            yield return $"I15: {settled} POSTs count as answered, and {evidence.Posts} reached Twilio";
    }

    private static IEnumerable<string> CheckFailedEvents(Evidence evidence, Expectation expectation)
    {
        if (evidence.FailedEvents != expectation.FailedEvents)
            yield return $"{evidence.FailedEvents} events are kept aside, not {expectation.FailedEvents}";
    }
}
