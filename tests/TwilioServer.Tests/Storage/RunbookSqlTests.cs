using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Storage;

/// <summary>What operators type runs as the runbook prints it.</summary>
public sealed class RunbookSqlTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<string> Queries =>
        [
            """
                SELECT DATE_TRUNC('hour', created_at) as hour, AVG(duration) as avg_duration,
                  COUNT(*) FILTER (WHERE status = 'completed') as completed,
                  COUNT(*) FILTER (WHERE status = 'failed') as failed
                FROM calls
                WHERE created_at > NOW() - INTERVAL '24 hours'
                GROUP BY hour
                ORDER BY hour DESC;
                """,
            """
                SELECT to_number, message_body, error_code, error_message, created_at
                FROM sms_messages
                WHERE status = 'failed' AND created_at > NOW() - INTERVAL '1 hour'
                ORDER BY created_at DESC;
                """,
            """
                SELECT call_sid, recording_url, recording_duration, created_at
                FROM call_recordings
                WHERE created_at > NOW() - INTERVAL '1 hour' AND recording_url IS NOT NULL;
                """,
            "SELECT * FROM calls WHERE created_at > NOW() - INTERVAL '30 days'",
            "SELECT COUNT(*) FROM calls WHERE created_at > NOW() - INTERVAL '30 days';",
            """
                SELECT webhook_id, COUNT(*) as duplicate_count
                FROM webhook_logs
                WHERE created_at > NOW() - INTERVAL '1 hour'
                GROUP BY webhook_id
                HAVING COUNT(*) > 1;
                """,
            """
                SELECT source_ip, COUNT(*) as request_count, COUNT(DISTINCT webhook_type) as endpoint_count
                FROM webhook_logs
                WHERE created_at > NOW() - INTERVAL '24 hours'
                GROUP BY source_ip
                ORDER BY request_count DESC;
                """,
            "ANALYZE calls; ANALYZE sms_messages; ANALYZE call_recordings;",
        ];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_of_the_runbook_runs(string sql) => await database.ExecuteAsync(sql);

    [Theory]
    [InlineData("idx_calls_tenant_created")]
    [InlineData("idx_calls_status")]
    [InlineData("idx_sms_to_status")]
    public async Task An_index_of_the_runbook_is_there_by_its_name(string name) =>
        Assert.True(await database.ScalarAsync<bool>("SELECT to_regclass(@name) IS NOT NULL", new { name }));
}
