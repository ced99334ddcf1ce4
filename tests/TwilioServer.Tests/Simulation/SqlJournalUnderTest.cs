using Dapper;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Simulation;

/// <summary>The service's own journal, on PostgreSQL.</summary>
internal sealed class SqlJournalUnderTest(TestDatabase database) : JournalUnderTest
{
    private readonly JournalHarness _harness = new(database);

    public override IJournal Journal => _harness.Journal;

    public override OwnEvents Own => _harness.Own;

    public override async Task<IReadOnlyDictionary<string, Job>> ClaimAsync(string kind)
    {
        var node = await database.ScalarAsync<long>(
            "INSERT INTO twilio_server.nodes (host, process_id) VALUES ('test', 1) RETURNING node_id"
        );
        var store = new JobStore(database.DataSource, new TestClock());
        var claimed = await store.ClaimAsync(node, [kind], [1000], CancellationToken.None);
        return claimed.ToDictionary(job => MessageJobs.Parse(job.Payload).To, StringComparer.Ordinal);
    }

    public override async Task<IAsyncDisposable> HoldAsync(string streamKey)
    {
        var connection = await database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "BEGIN; SELECT 1 FROM twilio_server.stream_keys WHERE stream_key = @streamKey FOR UPDATE",
            new { streamKey }
        );
        return connection;
    }

    public override Task StealAsync(Job job) =>
        database.ExecuteAsync(
            "UPDATE twilio_server.jobs SET attempt = attempt + 1, claimed_by = claimed_by + 1 WHERE job_id = @JobId",
            job
        );

    protected override async Task<IEnumerable<string>> RowsAsync(string[] callSids) =>
        await database.QueryAsync<string>(
            """
            WITH c AS (SELECT * FROM calls WHERE call_sid = ANY (@callSids)),
                m AS (SELECT m.*, c.call_sid FROM sms_messages m JOIN c USING (call_id))
            SELECT concat_ws(' ', 'call', call_sid, status, stage, missed, missed_reason, dial_call_status,
                terminal_status, duration, event_sequence) FROM c
            UNION ALL
            SELECT concat_ws(' ', 'event', call_sid, e.sequence, e.type, e.reply)
            FROM twilio_server.events e JOIN c ON c.call_id = e.stream_id
            UNION ALL
            SELECT concat_ws(' ', 'decision', call_sid, d.decision, d.reason, d.message_id IS NOT NULL)
            FROM twilio_server.decisions d JOIN c USING (call_id)
            UNION ALL
            SELECT concat_ws(' ', 'text', call_sid, class, status, attempt, error_code, message_sid, from_number,
                to_number, message_body, event_sequence, extract(epoch FROM expires_at - created_at)::int) FROM m
            UNION ALL
            SELECT concat_ws(' ', 'attempt', call_sid, a.attempt, a.outcome)
            FROM twilio_server.send_attempts a JOIN m USING (message_id)
            UNION ALL
            SELECT concat_ws(' ', 'event', call_sid, e.sequence, e.type, e.reply)
            FROM twilio_server.events e JOIN m ON m.message_id = e.stream_id
            UNION ALL
            SELECT concat_ws(' ', 'job', s.call_sid, j.kind, j.state, j.attempt, j.max_attempts,
                (extract(epoch FROM j.run_at - j.created_at) * 1000)::int)
            FROM twilio_server.jobs j
            JOIN (SELECT call_id AS id, call_sid FROM c UNION ALL SELECT message_id, call_sid FROM m) s
                ON s.id = j.stream_id
            UNION ALL
            SELECT concat_ws(' ', 'recording', call_sid, recording_sid, recording_url, recording_duration, channels,
                r.status) FROM call_recordings r JOIN c USING (call_sid)
            UNION ALL
            SELECT concat_ws(' ', 'delivery', call_sid, outcome) FROM webhook_logs WHERE call_sid = ANY (@callSids)
            UNION ALL
            SELECT concat_ws(' ', 'contact', o.phone_number,
                (extract(epoch FROM o.last_text_back_at - '2026-11-16 12:00Z') * 1000)::int)
            FROM twilio_server.contacts o JOIN c ON c.from_number = o.phone_number
            WHERE o.last_text_back_at IS NOT NULL
            """,
            new { callSids }
        );

    public override ValueTask DisposeAsync() => _harness.DisposeAsync();
}
