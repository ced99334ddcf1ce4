using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Mirror;

/// <summary>What Redis should show.</summary>
/// <param name="Queue">The ids of the texts that wait, the oldest first.</param>
/// <param name="Calls">The calls that are not over.</param>
public sealed record MirrorImage(IReadOnlyList<string> Queue, IReadOnlyList<LiveCall> Calls);

/// <summary>Reads from PostgreSQL what Redis should show, in one round trip.</summary>
public sealed class MirrorSource(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// The oldest texts and the latest calls. Where LLEN is this, at least so many wait; to show more would keep Redis busy.
    /// </summary>
    public const int MostShown = 10_000;

    public async Task<MirrorImage> ReadAsync(CancellationToken cancellation)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(Command("Mirror/read-queue"));
        batch.BatchCommands.Add(Command("Mirror/read-calls"));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var queue = new List<string>();
        while (await reader.ReadAsync(cancellation))
            queue.Add(reader.GetGuid(0).ToString());
        await reader.NextResultAsync(cancellation);
        var calls = new List<LiveCall>();
        while (await reader.ReadAsync(cancellation))
            calls.Add(ReadCall(reader));
        return new MirrorImage(queue, calls);
    }

    private static NpgsqlBatchCommand Command(string sqlName) =>
        new(Sql.Load(sqlName)) { Parameters = { new NpgsqlParameter { Value = MostShown } } };

    private static LiveCall ReadCall(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetGuid(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.OrNull<bool>(6),
            row.GetFieldValue<DateTimeOffset>(7)
        );
}
