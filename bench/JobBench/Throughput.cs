using System.Diagnostics;

namespace JobBench;

/// <summary>How many jobs a second, from the runner's start until the last end is on disk.</summary>
internal static class Throughput
{
    public static async Task<int> RunAsync(int warmUp, int count, int concurrency)
    {
        await using var stack = new BenchStack();
        await DrainAsync(stack, warmUp, concurrency);
        var seconds = await DrainAsync(stack, count, concurrency);
        Console.WriteLine(FormattableString.Invariant($"{count / seconds:F0}"));
        return 0;
    }

    private static async Task<double> DrainAsync(BenchStack stack, int count, int concurrency)
    {
        await stack.FillAsync(count);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = 0;
        var began = Stopwatch.GetTimestamp();
        var running = stack.Start(
            concurrency,
            _ =>
            {
                if (Interlocked.Increment(ref done) == count)
                    all.SetResult();
                return Task.CompletedTask;
            }
        );
        await all.Task.WaitAsync(TimeSpan.FromMinutes(5));
        await running.StopAsync();
        var took = Stopwatch.GetElapsedTime(began);
        if (await stack.CountAsync("done") is var written && written != count)
            throw new InvalidOperationException($"{written} of {count} jobs are done.");
        return took.TotalSeconds;
    }
}
