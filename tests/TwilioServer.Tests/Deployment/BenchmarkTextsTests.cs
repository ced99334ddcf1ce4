using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Deployment;

/// <summary>
/// <c>bench/ambiguous/queue.sql</c> leaves what the journal leaves of a text that a decider wants sent; else the benchmark
/// would measure something else than the service.
/// </summary>
public sealed class BenchmarkTextsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Texts = 40;

    private const string Rows = """
        SELECT m.message_id, m.intent_id, m.tenant_id, m.from_number, m.to_number, m.message_body, m.created_at, m.expires_at,
            m.status, m.class, m.author, k.stream_key, k.tenant_id, k.created_at, j.kind, j.unique_key, j.tenant_id, j.payload::text,
            j.run_at, j.max_attempts, n.tenant_id
        FROM sms_messages m
        JOIN twilio_server.stream_keys k ON k.stream_id = m.message_id
        JOIN twilio_server.jobs j ON j.stream_id = m.message_id
        JOIN twilio_server.phone_numbers n ON n.phone_number = m.from_number
        ORDER BY m.message_id
        """;

    [Fact]
    public async Task Each_text_of_the_benchmark_is_as_the_journal_would_have_queued_it()
    {
        await database.ExecuteAsync(
            PsqlScript.Read(
                "bench/ambiguous/queue.sql",
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["count"] = $"{Texts}",
                    ["tenants"] = "4",
                    ["template"] = $"{Samples.TenantId}",
                    ["seed"] = "1",
                }
            )
        );
        var pairs = new HashSet<(string, string)>();
        await using var command = database.DataSource.CreateCommand(Rows);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            AssertIsQueued(row);
            pairs.Add((row.GetString(3), row.GetString(4)));
        }
        Assert.Equal(Texts, pairs.Count);
    }

    private static void AssertIsQueued(NpgsqlDataReader row)
    {
        var createdAt = row.GetFieldValue<DateTimeOffset>(6);
        var text = new QueueText(
            MessageClass.Answer,
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            TimeSpan.FromMinutes(60)
        );
        var message = MessageFold.Queued(text, row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), createdAt);
        var job = MessageJobs.Send(message);
        Assert.Equal(
            (message.ExpiresAt, message.Status.ToWord(), message.Class.ToWord(), "ai"),
            (row.GetFieldValue<DateTimeOffset>(7), row.GetString(8), row.GetString(9), row.GetString(10))
        );
        Assert.Equal(
            (MessageState.KeyOf(message.IntentId), message.TenantId, createdAt),
            (row.GetString(11), row.GetGuid(12), row.GetFieldValue<DateTimeOffset>(13))
        );
        Assert.Equal(
            (job.Kind, job.UniqueKey, message.TenantId, createdAt + job.After, job.MaxAttempts),
            (
                row.GetString(14),
                row.GetString(15),
                row.GetGuid(16),
                row.GetFieldValue<DateTimeOffset>(18),
                row.GetInt32(19)
            )
        );
        Assert.Equal(MessageJobs.Parse(job.PayloadJson), MessageJobs.Parse(row.GetString(17)));
        Assert.Equal(message.TenantId, row.GetGuid(20));
    }
}
