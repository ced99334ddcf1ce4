using System.Diagnostics;
using LoadGenerator.Http;

namespace LoadGenerator.Webhooks;

/// <summary>Sends prepared requests over open connections, one thread each, and keeps every answer and its time.</summary>
internal sealed class LoadRun(IReadOnlyList<Connection> connections, double? rate)
{
    private const int StackBytes = 256 * 1024;

    public LoadOutcome Send(ArraySegment<byte[]> requests, CancellationToken cancellation) =>
        Send(requests.Count, index => requests[index], cancellation);

    /// <param name="request">Makes or finds the request of an index; called on the threads that send.</param>
    public LoadOutcome Send(int count, Func<int, byte[]> request, CancellationToken cancellation)
    {
        var answers = new Answer[count];
        var latencies = new long[count];
        var schedule = new Schedule(rate);
        var next = -1;
        using var gate = new ManualResetEventSlim();

        void Work(Connection connection)
        {
            gate.Wait(CancellationToken.None);
            while (!cancellation.IsCancellationRequested)
            {
                var index = Interlocked.Increment(ref next);
                if (index >= answers.Length)
                    return;
                var bytes = request(index);
                var from = schedule.Await(index);
                answers[index] = connection.Exchange(bytes);
                latencies[index] = Stopwatch.GetTimestamp() - from;
            }
        }

        var threads = connections.Select(c => new Thread(() => Work(c), StackBytes)).ToArray();
        foreach (var thread in threads)
            thread.Start();
        var began = Stopwatch.GetTimestamp();
        schedule.Start();
        gate.Set();
        foreach (var thread in threads)
            thread.Join();
        cancellation.ThrowIfCancellationRequested();
        return new LoadOutcome(answers, latencies, Stopwatch.GetElapsedTime(began));
    }
}
