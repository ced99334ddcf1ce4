using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TwilioServer.Jobs;
using TwilioServer.Messages;
using TwilioServer.Storage;

namespace TwilioServer.Ops.MessageDesk;

/// <summary>Finds texts that may be retried, and has a service do it.</summary>
internal sealed class RetryDesk(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Every code is asked once; what Twilio adds later is no retry until it is known here.</summary>
    private static readonly int[] Codes =
    [
        .. Enumerable.Range(10_000, 60_000).Where(code => ErrorClasses.MayBeRetried(code)),
    ];

    public async Task<IReadOnlyList<LostMessage>> FindAsync(
        TimeSpan within,
        Guid? tenantId,
        CancellationToken cancellation
    )
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Ops/MessageDesk/find-lost-texts"));
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() - within });
        command.Parameters.Add(new NpgsqlParameter { Value = Codes });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)tenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var lost = new List<LostMessage>();
        while (await reader.ReadAsync(cancellation))
            lost.Add(
                new LostMessage(
                    reader.GetInt64(0),
                    reader.GetGuid(1),
                    reader.GetGuid(2),
                    reader.GetString(3),
                    reader.GetInt32(4),
                    await reader.GetFieldValueAsync<DateTimeOffset>(5, cancellation)
                )
            );
        return lost;
    }

    /// <summary>One job each; a batch begins when the one before it has had its time.</summary>
    public async Task QueueAsync(
        IReadOnlyList<LostMessage> lost,
        int batchSize,
        TimeSpan delay,
        CancellationToken cancellation
    )
    {
        if (lost.Count == 0)
            return;
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        var insert = new BulkStatement<(LostMessage Lost, int Batch)>("Jobs/insert-jobs")
            .With(NpgsqlDbType.Text, _ => RetryMessageHandler.JobKind)
            .With(NpgsqlDbType.Text, row => $"{RetryMessageHandler.JobKind}:{row.Lost.Id:N}")
            .With(NpgsqlDbType.Uuid, row => row.Lost.TenantId)
            .With(NpgsqlDbType.Bigint, row => row.Lost.MessageId)
            .With(
                NpgsqlDbType.Jsonb,
                row => JsonSerializer.Serialize(new LostText(row.Lost.Id), RetryJson.Default.LostText)
            )
            .With(NpgsqlDbType.TimestampTz, row => now + row.Batch * delay)
            .With(NpgsqlDbType.Integer, _ => RetryClass.Prompt.MaxAttempts)
            .With(NpgsqlDbType.TimestampTz, _ => now);
        for (var i = 0; i < lost.Count; i++)
            insert.Add((lost[i], i / batchSize));
        insert.AppendTo(batch);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Sql.Load("Jobs/announce-jobs")));
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
