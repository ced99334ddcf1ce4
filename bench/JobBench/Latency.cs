using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using TwilioServer.Jobs;
using TwilioServer.Storage;

namespace JobBench;

/// <summary>
/// From before a job is written, in a transaction that announces it as the journal's does, until its handler begins.
/// </summary>
internal static class Latency
{
    public static async Task<int> RunAsync(int count, int rate)
    {
        var began = new long[count];
        var left = count;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stack = new BenchStack();
        await stack.FillAsync(0);
        var running = stack.Start(
            24,
            job =>
            {
                began[Index(job)] = Stopwatch.GetTimestamp();
                if (Interlocked.Decrement(ref left) == 0)
                    all.SetResult();
                return Task.CompletedTask;
            }
        );
        await running.Registered;
        var written = await WriteAsync(stack, count, rate);
        await all.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await running.StopAsync();
        Print([
            .. written.Zip(began, (from, to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds).Skip(count / 10),
        ]);
        return 0;
    }

    private static int Index(Job job) => JsonDocument.Parse(job.Payload).RootElement.GetProperty("n").GetInt32();

    /// <summary>Open loop: a write that takes long does not delay the next.</summary>
    private static async Task<long[]> WriteAsync(BenchStack stack, int count, int rate)
    {
        var written = new long[count];
        var writes = new Task[count];
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; n < count; n++)
        {
            var wait = TimeSpan.FromSeconds((n + 1.0) / rate) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);
            written[n] = Stopwatch.GetTimestamp();
            writes[n] = WriteAsync(stack.Database, n);
        }
        await Task.WhenAll(writes);
        return written;
    }

    private static async Task WriteAsync(NpgsqlDataSource database, int n)
    {
        await using var connection = await database.OpenConnectionAsync();
        var insert = new NpgsqlBatchCommand(
            """
            INSERT INTO twilio_server.jobs (kind, unique_key, payload, run_at, max_attempts, created_at)
            VALUES ($1, $2, jsonb_build_object('n', $3), $4, 25, $4)
            """
        );
        insert.Parameters.Add(new NpgsqlParameter { Value = BenchStack.Kind });
        insert.Parameters.Add(new NpgsqlParameter { Value = $"{BenchStack.Kind}:{n}" });
        insert.Parameters.Add(new NpgsqlParameter { Value = n });
        insert.Parameters.Add(new NpgsqlParameter { Value = TimeProvider.System.GetUtcNow() });
        var announce = new NpgsqlBatchCommand(Sql.Load("Jobs/announce-jobs"));
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { insert, announce } };
        await batch.ExecuteNonQueryAsync();
    }

    private static void Print(double[] milliseconds)
    {
        Array.Sort(milliseconds);
        var (median, p99) = (milliseconds[milliseconds.Length / 2], milliseconds[milliseconds.Length * 99 / 100]);
        Console.WriteLine(FormattableString.Invariant($"{median:F2} {p99:F2}"));
    }
}
