using System.Text.Json;
using Dapper;

namespace TwilioServer.Scenarios.Harness;

/// <summary>A call that a customer made, and what became of it.</summary>
public sealed class CustomerCall(Stack stack, Business business, string callSid)
{
    public string CallSid { get; } = callSid;

    /// <summary>Lets time pass until the call has surely ended, and all its webhooks are answered.</summary>
    public Task EndsAsync() => stack.Emulator.AdvanceAsync(120);

    /// <summary>What the database says.</summary>
    public async Task<CallRow> RowAsync()
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<CallRow>(
            "SELECT status, missed, missed_reason AS MissedReason, duration, stage FROM calls WHERE call_sid = @CallSid",
            new { CallSid }
        );
    }

    /// <summary>One column of the call's row, as text.</summary>
    public async Task<string?> ColumnAsync(string name)
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<string?>(
            $"SELECT {name}::text FROM calls WHERE call_sid = @CallSid",
            new { CallSid }
        );
    }

    /// <summary>What became of its report to as-call-service, once nothing of the business's is under way any more.</summary>
    public async Task<string?> ReportAsync()
    {
        await business.IsAtRestAsync();
        return await ColumnAsync("report");
    }

    /// <summary>The documents that the service answered, in order.</summary>
    public async Task<IReadOnlyList<string>> DocumentsAsync()
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<string>(
                """
                SELECT e.reply
                FROM twilio_server.events e JOIN calls c ON c.call_id = e.stream_id
                WHERE c.call_sid = @CallSid AND e.reply LIKE '<?xml%'
                ORDER BY e.sequence
                """,
                new { CallSid }
            ),
        ];
    }

    /// <summary>
    /// The decision about the text, as word and reason, once nothing of the business's is under way any more; null when
    /// none was taken.
    /// </summary>
    public async Task<(string Decision, string Reason)?> DecisionAsync()
    {
        await business.IsAtRestAsync();
        await using var connection = await stack.Database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<(string, string)?>(
            """
            SELECT d.decision, d.reason
            FROM twilio_server.decisions d JOIN calls c ON c.call_id = d.call_id
            WHERE c.call_sid = @CallSid
            """,
            new { CallSid }
        );
    }

    /// <summary>The deliveries in the log, as kind and outcome, in order.</summary>
    public async Task<IReadOnlyList<(string Type, string Outcome)>> LogAsync()
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<(string, string)>(
                "SELECT webhook_type, outcome FROM webhook_logs WHERE call_sid = @CallSid ORDER BY created_at, delivery_id",
                new { CallSid }
            ),
        ];
    }

    /// <summary>The webhooks of this call as the emulator sent them.</summary>
    public async Task<IReadOnlyList<JsonElement>> WebhooksAsync() =>
        [.. (await stack.Emulator.EventsAsync("webhook")).Where(e => e.GetProperty("callSid").GetString() == CallSid)];

    /// <summary>The TwiML verbs that Twilio executed, in order.</summary>
    public async Task<IReadOnlyList<string>> VerbsAsync() =>
        [
            .. (await stack.Emulator.EventsAsync("twiml.verb"))
                .Where(e => e.GetProperty("callSid").GetString() == CallSid)
                .Select(e => e.GetProperty("data").GetProperty("verb").GetString()!),
        ];
}

public sealed record CallRow(string Status, bool? Missed, string? MissedReason, int? Duration, string Stage);
