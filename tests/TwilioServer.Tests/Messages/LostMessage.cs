using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>A text in the database that was posted once and found nowhere.</summary>
internal static class LostMessage
{
    /// <returns>The job of its second copy.</returns>
    /// <param name="call">A number of its own for each: the missed call that it comes from.</param>
    public static async Task<Job> MakeAsync(
        TestDatabase database,
        JournalHarness journal,
        int call,
        DateTimeOffset now,
        TimeSpan lifetime,
        string copy = "due",
        MessageClass messageClass = MessageClass.Scheduled
    )
    {
        var (job, key) = await ClaimedMessage.MakeAsync(database, journal, call);
        await database.ExecuteAsync(
            """
            WITH lost AS (
                UPDATE sms_messages m
                SET class = @word, status = 'unknown', copy = @copy, attempt = 1, expires_at = @expiresAt
                FROM twilio_server.stream_keys k
                WHERE k.stream_key = @key AND m.message_id = k.stream_id
                RETURNING m.message_id, m.tenant_id
            )
            INSERT INTO twilio_server.send_attempts (message_id, attempt, node_id, started_at, tenant_id)
            SELECT message_id, 1, 1, @now, tenant_id FROM lost
            """,
            new
            {
                word = messageClass.ToWord(),
                copy,
                key,
                now,
                expiresAt = now + lifetime,
            }
        );
        var message = MessageJobs.Parse(job.Payload) with
        {
            ExpiresAt = now + lifetime,
            WaitsForHours = true,
            Class = messageClass.ToWord(),
        };
        return job with { Payload = CopyJson.Payload(new CopyReference(message, CopyStory.Service, null)) };
    }

    public static async Task<(string Copy, string Status, string? Reason)> RowAsync(TestDatabase database, Job job) =>
        Assert.Single(
            await database.QueryAsync<(string, string, string?)>(
                """
                SELECT m.copy, m.status, m.error_message FROM sms_messages m
                JOIN twilio_server.jobs j ON j.stream_id = m.message_id WHERE j.job_id = @JobId
                """,
                job
            )
        );
}
