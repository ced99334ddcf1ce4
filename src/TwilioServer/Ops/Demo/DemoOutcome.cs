using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Ops.Demo;

/// <summary>What the database says about the demo's call.</summary>
internal sealed record DemoOutcome(
    string? CallStatus,
    bool? Missed,
    string? TextStatus,
    int Texts,
    IReadOnlyList<DemoJob> Jobs
)
{
    public static async Task<DemoOutcome> ReadAsync(
        NpgsqlDataSource dataSource,
        string callSid,
        CancellationToken cancellation
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var outcome = new NpgsqlBatchCommand(Sql.Load("Ops/Demo/read-outcome"));
        outcome.Parameters.Add(new NpgsqlParameter { Value = callSid });
        var jobs = new NpgsqlBatchCommand(Sql.Load("Ops/Demo/read-jobs"));
        jobs.Parameters.Add(new NpgsqlParameter { Value = callSid });
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { outcome, jobs } };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return new DemoOutcome(null, null, null, 0, []);
        var read = new DemoOutcome(
            reader.TextOrNull(0),
            reader.OrNull<bool>(1),
            reader.TextOrNull(2),
            (int)reader.GetInt64(3),
            []
        );
        await reader.NextResultAsync(cancellation);
        return read with { Jobs = await ReadJobsAsync(reader, cancellation) };
    }

    /// <summary>Says whether all is as it should be, and what is not.</summary>
    public bool Judge(TextWriter output)
    {
        var isRight = CallStatus == "no-answer" && Missed is true && TextStatus == "delivered" && Texts == 1;
        output.WriteLine(
            $"In the database: the call is {CallStatus ?? "not there"}{(Missed is true ? " and missed" : "")}; texts: {Texts}, {TextStatus ?? "none"}."
        );
        output.WriteLine(
            isRight
                ? "All as it should be."
                : "NOT as it should be: expected a missed call with status no-answer, and one text, delivered."
        );
        return isRight;
    }

    private static async Task<List<DemoJob>> ReadJobsAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var jobs = new List<DemoJob>();
        while (await reader.ReadAsync(cancellation))
            jobs.Add(
                new DemoJob(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetInt32(2),
                    await reader.GetFieldValueAsync<DateTimeOffset>(3, cancellation),
                    reader.OrNull<DateTimeOffset>(4),
                    reader.OrNull<DateTimeOffset>(5)
                )
            );
        return jobs;
    }
}

/// <summary>A job as the timeline shows it.</summary>
internal sealed record DemoJob(
    string Kind,
    string State,
    int Attempt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ClaimedAt,
    DateTimeOffset? FinishedAt
);
