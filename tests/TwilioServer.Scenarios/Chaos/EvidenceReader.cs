using System.Text.Json;
using Dapper;
using Npgsql;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>Collects the evidence of a run that has come to rest.</summary>
internal static class EvidenceReader
{
    private const string Log = "SELECT webhook_type, webhook_id, outcome, parameters::text FROM webhook_logs";

    private const string Events = """
        SELECT identity, count(*)::int FROM twilio_server.events
        WHERE identity IN (SELECT webhook_id FROM webhook_logs) GROUP BY identity
        """;

    private const string Calls = """
        SELECT c.call_sid, c.stage, c.missed,
            (SELECT count(*)::int FROM twilio_server.decisions d WHERE d.call_id = c.call_id),
            (SELECT count(*)::int FROM twilio_server.decisions d WHERE d.call_id = c.call_id AND d.decision = 'send'),
            (SELECT count(*)::int FROM sms_messages m WHERE m.call_id = c.call_id)
        FROM calls c
        """;

    private const string Intents = """
        SELECT m.intent_id, m.to_number, m.status, count(a.attempt)::int,
            count(*) FILTER (WHERE a.outcome IN ('accepted', 'refused'))::int
        FROM sms_messages m LEFT JOIN twilio_server.send_attempts a ON a.message_id = m.message_id
        WHERE m.direction = 'outbound' GROUP BY m.message_id
        """;

    private const string OpenJobs = """
        SELECT kind || ' ' || state || ' ' || coalesce(last_error, '') FROM twilio_server.jobs WHERE state <> 'done'
        """;

    private static readonly Dictionary<string, string> PathOfType = new(StringComparer.Ordinal)
    {
        ["voice"] = "/webhooks/voice",
        ["voice-fallback"] = "/webhooks/voice/fallback",
        ["dial-result"] = "/webhooks/voice/dial-result",
        ["record"] = "/webhooks/voice/record",
        ["voice-status"] = "/webhooks/voice/status",
        ["recording"] = "/webhooks/recording",
        ["sms"] = "/webhooks/sms",
        ["sms-status"] = "/webhooks/sms/status",
    };

    public static async Task<Evidence> ReadAsync(Rig rig)
    {
        await using var connection = await rig.Database.OpenConnectionAsync();
        return await ReadAsync(rig, connection);
    }

    /// <param name="connection">May be in a transaction that has spoilt something.</param>
    public static async Task<Evidence> ReadAsync(Rig rig, NpgsqlConnection connection)
    {
        var ledger = (await rig.Emulator.GetAsync("ledger")).GetProperty("entries").EnumerateArray().ToArray();
        var failed = (await rig.Emulator.EventsAsync("webhook"))
            .Select(e => Delivery(e.GetProperty("data"), Text(e, "callSid") ?? Text(e, "messageSid")))
            .Where(delivery => !delivery.IsAcknowledged);
        var rest = await rig.Emulator.EventsAsync("rest");
        return new Evidence
        {
            Deliveries =
            [
                .. Ledger.Read(rig.Ledger.Path),
                .. OfKind(ledger, "webhook").Select(e => Delivery(e, Text(e, "callSid") ?? Text(e, "messageSid"))),
                .. failed,
            ],
            Texts =
            [
                .. OfKind(ledger, "message").Where(e => Text(e, "statusCallback") is not null).Select(AcceptedText),
            ],
            Posts = rest.Select(e => e.GetProperty("data"))
                .Count(d => Text(d, "method") == "POST" && Text(d, "path")!.Contains("/Messages.json")),
            Log =
            [
                .. (await connection.QueryAsync<(string, Guid, string, string)>(Log)).Select(row => new LoggedDelivery(
                    SignedWebhook.KeyOf(PathOfType[row.Item1], Parameters(row.Item4)),
                    row.Item2,
                    row.Item3
                )),
            ],
            Events = (await connection.QueryAsync<(Guid, int)>(Events)).ToDictionary(e => e.Item1, e => e.Item2),
            Calls =
            [
                .. (await connection.QueryAsync<(string, string, bool?, int, int, int)>(Calls)).Select(
                    c => new KnownCall(c.Item1, c.Item2, c.Item3, c.Item4, c.Item5, c.Item6)
                ),
            ],
            Intents =
            [
                .. (await connection.QueryAsync<(Guid, string, string, int, int)>(Intents)).Select(m => new Intent(
                    m.Item1,
                    m.Item2,
                    m.Item3,
                    m.Item4,
                    m.Item5
                )),
            ],
            OpenJobs = [.. await connection.QueryAsync<string>(OpenJobs)],
            FailedEvents = await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM twilio_server.failed_events"),
            SpillFiles = [.. rig.SpillFiles()],
        };
    }

    private static IEnumerable<JsonElement> OfKind(IEnumerable<JsonElement> ledger, string kind) =>
        ledger.Where(entry => Text(entry, "kind") == kind);

    private static Delivery Delivery(JsonElement webhook, string? sid)
    {
        var path = new Uri(Text(webhook, "url")!).AbsolutePath;
        var parameters = webhook
            .GetProperty("parameters")
            .EnumerateArray()
            .Select(pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!));
        int? status = webhook.GetProperty("responseStatus") is { ValueKind: JsonValueKind.Number } s
            ? s.GetInt32()
            : null;
        return new Delivery(path, sid ?? "-", SignedWebhook.KeyOf(path, parameters), status, null);
    }

    private static AcceptedText AcceptedText(JsonElement entry)
    {
        var query = new Uri(Text(entry, "statusCallback")!).Query;
        var intent = query.TrimStart('?').Split('&').Single(part => part.StartsWith("i=", StringComparison.Ordinal));
        return new AcceptedText(Text(entry, "messageSid")!, Text(entry, "to")!, Guid.ParseExact(intent[2..], "N"));
    }

    private static IEnumerable<KeyValuePair<string, string>> Parameters(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.ToString()))];
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
