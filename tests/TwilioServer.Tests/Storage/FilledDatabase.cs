using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Storage;

/// <summary>A database with 100,000 rows in each table that the journal reads.</summary>
public sealed class FilledDatabase(TemplateDatabase template) : IAsyncLifetime
{
    private const string Fill = """
        INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at)
        SELECT 'CA' || md5(i::text), i, md5((i % 50)::text)::uuid, timestamptz '2026-11-01Z' + i * interval '10 s'
        FROM generate_series(1, 100000) i;
        INSERT INTO twilio_server.events (
            stream_id, identity, stream_created_at, sequence, type, occurred_at, decider_version, parameters)
        SELECT i, md5(i::text)::uuid, timestamptz '2026-11-01Z' + i * interval '10 s', 1, 'voice.received', now(), 1, '{}'
        FROM generate_series(1, 100000) i;
        INSERT INTO calls (
            call_id, call_sid, tenant_id, from_number, to_number, direction, status, created_at, stage, event_sequence,
            updated_at)
        SELECT i, 'CA' || md5(i::text), md5((i % 50)::text)::uuid, '+1', '+2', 'inbound', 'completed',
            timestamptz '2026-11-01Z' + i * interval '10 s', 'ended', 1, now()
        FROM generate_series(1, 100000) i;
        INSERT INTO sms_messages (
            message_id, intent_id, tenant_id, direction, class, from_number, to_number, message_body, status, created_at,
            updated_at)
        SELECT i, md5(i::text)::uuid, md5((i % 50)::text)::uuid, 'outbound', 'text-back', '+1', '+' || i, 'x', 'sent',
            now(), now()
        FROM generate_series(1, 100000) i;
        INSERT INTO twilio_server.contacts (tenant_id, phone_number)
        SELECT md5((i % 50)::text)::uuid, '+' || i FROM generate_series(1, 100000) i;
        INSERT INTO twilio_server.jobs (
            kind, unique_key, payload, state, run_at, max_attempts, created_at, finished_at)
        SELECT 'message.send', 'job:' || i, '{}', CASE WHEN i % 100 = 0 THEN 'available' ELSE 'done' END, now(), 25, now(),
            CASE WHEN i % 100 > 0 THEN now() END
        FROM generate_series(1, 100000) i;
        INSERT INTO twilio_server.send_attempts (message_id, attempt, node_id, started_at)
        SELECT i, 1, 1, now() FROM generate_series(1, 100000) i;
        INSERT INTO twilio_server.decisions (call_id, tenant_id, decision, reason, decided_at)
        SELECT i, md5((i % 50)::text)::uuid, 'deferred', 'busy', now() FROM generate_series(1, 100000) i;
        ANALYZE;
        """;

    public TestDatabase Database { get; } = new(template);

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        await Database.ExecuteAsync(Fill);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
