using LoadGenerator.Http;
using LoadGenerator.Twilio;

namespace LoadGenerator.Races;

internal sealed record RaceOptions(int Rounds, int Connections, int Seed);

/// <summary>The rounds: a barrier lets all threads go at once, each with a connection of its own.</summary>
internal static class Race
{
    public static RaceReport Run(Target target, RaceOptions options, CancellationToken cancellation)
    {
        var factory = new WebhookFactory(target, options.Seed);
        var requests = Enumerable.Range(0, options.Rounds).Select(_ => factory.Next()).ToArray();
        var answers = new Answer[options.Rounds, options.Connections];
        // Opened one after the other: a balancer that deals connections out in turn gives each process as many.
        using var connections = new ConnectionSet(target.Webhook, options.Connections);
        Send(connections.All, requests, answers, cancellation);
        return RaceReport.Of(options, answers, connections.Reconnects);
    }

    private static void Send(
        IReadOnlyList<Connection> connections,
        byte[][] requests,
        Answer[,] answers,
        CancellationToken cancellation
    )
    {
        using var start = new Barrier(connections.Count);
        void Work(int index)
        {
            for (var round = 0; round < requests.Length; round++)
            {
                // Nobody leaves the others waiting at the barrier.
                start.SignalAndWait(CancellationToken.None);
                if (!cancellation.IsCancellationRequested)
                    answers[round, index] = connections[index].Exchange(requests[round]);
            }
        }

        var threads = connections.Select((_, index) => new Thread(() => Work(index))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        cancellation.ThrowIfCancellationRequested();
    }
}
