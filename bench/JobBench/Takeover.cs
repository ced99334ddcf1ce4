using System.Diagnostics;

namespace JobBench;

/// <summary>How long after a process died, or hangs, its jobs have begun in another.</summary>
internal static class Takeover
{
    private const int Jobs = 20;

    public static async Task<int> RunAsync(string signal)
    {
        await using var stack = new BenchStack();
        await stack.FillAsync(Jobs);
        using var holder = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["hold"]))!;
        try
        {
            while (await stack.CountAsync("running") < Jobs)
                await Task.Delay(20);
            var (left, all) = (Jobs, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var running = stack.Start(
                24,
                _ =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                        all.SetResult();
                    return Task.CompletedTask;
                }
            );
            await running.Registered;
            // A process of a cluster has been there for a while.
            await Task.Delay(TimeSpan.FromSeconds(4));
            var began = Stopwatch.GetTimestamp();
            using (var kill = Process.Start("kill", [$"-{signal}", $"{holder.Id}"]))
                await kill.WaitForExitAsync();
            await all.Task.WaitAsync(TimeSpan.FromSeconds(60));
            Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0}"));
            await running.StopAsync();
            return 0;
        }
        finally
        {
            holder.Kill();
        }
    }

    public static async Task<int> HoldAsync(CancellationToken cancellation)
    {
        await using var stack = new BenchStack();
        stack.Start(24, _ => Task.Delay(Timeout.InfiniteTimeSpan, cancellation));
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        return 0;
    }
}
