using Dapper;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>
/// A check that cannot fail proves nothing. After a run without fault each crime is committed by hand, on the database
/// or in the ledger of a service that would have done it, and the checker must name it.
/// </summary>
public sealed class CheckerTests(RigTemplate template)
{
    private static readonly (string Invariant, string Crime, string Sql)[] Crimes =
    [
        ("I1: lost", "a webhook was acknowledged and not kept", "DELETE FROM webhook_logs WHERE {delivery}"),
        (
            "I1: /webhooks/voice/dial-result",
            "a delivery was written twice",
            "{copy of} gen_random_uuid(), webhook_id, webhook_type, 'duplicate', duration_ms, parameters, created_at {the delivery}"
        ),
        (
            "I1: nobody sent",
            "a delivery was made up",
            "{copy of} gen_random_uuid(), gen_random_uuid(), webhook_type, outcome, 0, '{\"CallSid\":\"CA0\"}', created_at {the delivery}"
        ),
        (
            "I2: /webhooks/voice/dial-result of {call} was processed 2 times",
            "a repeat was processed",
            "UPDATE webhook_logs SET outcome = 'processed' WHERE outcome = 'duplicate' AND {delivery}"
        ),
        (
            "I2: /webhooks/voice/dial-result of {call} has more than one identity",
            "a repeat was not recognised",
            "UPDATE webhook_logs SET webhook_id = gen_random_uuid() WHERE outcome = 'duplicate' AND {delivery}"
        ),
        (
            "I2: /webhooks/voice/dial-result of {call} has 0 events",
            "an event was lost, and its log row was not",
            "DELETE FROM twilio_server.events WHERE {event}"
        ),
        (
            "I2: /webhooks/voice/dial-result of {call} has 2 events",
            "an event was written in two streams",
            """
            INSERT INTO twilio_server.events (stream_id, identity, stream_created_at, sequence, type, occurred_at,
                decider_version, parameters)
            SELECT -1, identity, stream_created_at, 1, type, occurred_at, decider_version, parameters
            FROM twilio_server.events WHERE {event}
            """
        ),
        (
            "I3: {call}, missed True, has 0 decisions",
            "a missed call was not decided about",
            "DELETE FROM twilio_server.decisions WHERE {of call}"
        ),
        (
            "I3: lost: {call}",
            "a missed call was forgotten",
            "UPDATE calls SET missed = NULL, missed_reason = NULL WHERE call_sid = '{call}'"
        ),
        ("I3: lost: {call}", "a whole call was lost", "DELETE FROM calls WHERE call_sid = '{call}'"),
        (
            "I4: {call} has 1 decisions to send and 0 intents",
            "an intent was lost",
            "DELETE FROM sms_messages WHERE {of call}"
        ),
        (
            "of which the database knows nothing",
            "a text was sent for no intent",
            "UPDATE sms_messages SET intent_id = gen_random_uuid() WHERE {of call}"
        ),
        (
            "is queued and got 1 texts",
            "a text that was sent waits to be sent",
            "UPDATE sms_messages SET status = 'queued' WHERE {of call}"
        ),
        (
            "I4: lost: 1 texts are unknown",
            "a text was given up",
            "UPDATE sms_messages SET status = 'unknown-final' WHERE {of call}"
        ),
        (
            "I15: 9 POSTs reached Twilio, and 8 were permitted",
            "a POST was repeated beneath the service",
            "DELETE FROM twilio_server.send_attempts WHERE message_id = (SELECT message_id FROM sms_messages WHERE {of call})"
        ),
        (
            "I12: a job did not end: message.send running",
            "a job is stuck",
            """
            UPDATE twilio_server.jobs SET state = 'running', claimed_by = 1, finished_at = NULL
            WHERE job_id = (SELECT min(job_id) FROM twilio_server.jobs WHERE kind = 'message.send')
            """
        ),
    ];

    [Fact]
    public async Task Each_crime_is_found_and_a_run_without_one_is_acquitted()
    {
        await using var rig = await Rig.StartAsync(template);
        var calls = Enumerable.Range(0, 9).Select(index => DriverCall.NotAnswered(rig.Entry, index)).ToArray();
        await rig.Driver.PlayAsync(calls, 4);
        await rig.Driver.SendAsync(calls[0].Webhooks[1]);
        await Rest.JudgeAsync(rig, new Expectation());

        var missed = new List<string>();
        foreach (var (invariant, crime, sql) in Crimes)
        {
            var wanted = invariant.Replace("{call}", calls[0].CallSid, StringComparison.Ordinal);
            var found = Checker.Check(await AfterAsync(rig, Filled(sql, calls[0].CallSid)), new Expectation());
            if (!found.Any(violation => violation.Contains(wanted, StringComparison.Ordinal)))
                missed.Add($"{crime}: not \"{wanted}\" but: {string.Join("; ", found)}");
        }
        Assert.True(missed.Count == 0, string.Join('\n', missed));
    }

    [Fact]
    public async Task What_the_outside_saw_is_held_against_the_service()
    {
        await using var rig = await Rig.StartAsync(template);
        await rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, 4), 4);
        await Rest.JudgeAsync(rig, new Expectation());
        var good = await EvidenceReader.ReadAsync(rig);
        var first = good.Deliveries[0];
        var text = good.Texts[0];

        // The mutants of a service: a second text, one under a new intent, a hidden repeat, an answer that differs.
        Finds("I4: ", good with { Texts = [.. good.Texts, text with { MessageSid = "SM2" }] });
        Finds("knows nothing", good with { Texts = [.. good.Texts, text with { IntentId = Guid.Empty }] });
        Finds("I15: ", good with { Posts = good.Posts + 1 });
        Finds("got 0 texts", good with { Texts = good.Texts.Skip(1).ToList() });
        Finds("different answers", good with { Deliveries = [.. good.Deliveries, first with { BodyHash = "x" }] });
        Finds("I18: ", good with { Deliveries = [.. good.Deliveries, first with { Status = 503 }] });
        Finds("I18: ", good with { Deliveries = [.. good.Deliveries, first with { Status = null }] });
        Finds("I18: ", good with { Deliveries = [.. good.Deliveries, first with { Status = 403 }] });
        Finds("I19: ", good with { SpillFiles = ["1.spill"] });
        Finds("kept aside", good with { FailedEvents = 1 });
        Finds("two rows", good with { Calls = [.. good.Calls, good.Calls[0]] });
    }

    private static void Finds(string wanted, Evidence evidence) =>
        Assert.Contains(
            Checker.Check(evidence, new Expectation()),
            violation => violation.Contains(wanted, StringComparison.Ordinal)
        );

    /// <summary>The evidence as it would be after the crime, which is then undone.</summary>
    private static async Task<Evidence> AfterAsync(Rig rig, string crime)
    {
        await using var connection = await rig.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.True(await connection.ExecuteAsync(crime) > 0, $"It changed nothing: {crime}");
        return await EvidenceReader.ReadAsync(rig, connection);
    }

    private static string Filled(string sql, string callSid) =>
        sql.Replace(
                "{copy of}",
                "INSERT INTO webhook_logs (delivery_id, webhook_id, webhook_type, outcome, duration_ms, parameters, created_at) SELECT",
                StringComparison.Ordinal
            )
            .Replace(
                "{the delivery}",
                "FROM webhook_logs WHERE outcome = 'processed' AND {delivery}",
                StringComparison.Ordinal
            )
            .Replace("{delivery}", "call_sid = '{call}' AND webhook_type = 'dial-result'", StringComparison.Ordinal)
            .Replace(
                "{event}",
                "identity IN (SELECT webhook_id FROM webhook_logs WHERE call_sid = '{call}' AND webhook_type = 'dial-result')",
                StringComparison.Ordinal
            )
            .Replace(
                "{of call}",
                "call_id = (SELECT call_id FROM calls WHERE call_sid = '{call}')",
                StringComparison.Ordinal
            )
            .Replace("{call}", callSid, StringComparison.Ordinal);
}
