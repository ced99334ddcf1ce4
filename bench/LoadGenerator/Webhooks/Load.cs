using LoadGenerator.Http;
using LoadGenerator.Twilio;

namespace LoadGenerator.Webhooks;

/// <summary>Prepares, connects, warms up, measures. Nothing that is not the server's work is within the clock.</summary>
internal static class Load
{
    public static LoadReport Run(Target target, LoadOptions options, CancellationToken cancellation)
    {
        var requests = Prepare(target, options);
        using var connections = new ConnectionSet(target.Webhook, options.Connections);
        var warmup = new LoadRun(connections.All, rate: null).Send(requests[..options.Warmup], cancellation);
        // The garbage of preparing 10,000 requests is not to be collected while they are sent.
        GC.Collect();
        var cpu = Environment.CpuUsage.TotalTime;
        var outcome = new LoadRun(connections.All, options.Rate).Send(requests[options.Warmup..], cancellation);
        return new LoadReport
        {
            Options = options,
            Answers = LoadReport.ByClass(outcome.Answers),
            NotTwiml = outcome.Answers.Count(a => !a.IsTwiml),
            BadInWarmup = warmup.Answers.Count(a => !a.IsGood),
            Reconnects = connections.Reconnects,
            Seconds = Math.Round(outcome.Elapsed.TotalSeconds, 3),
            PerSecond = Math.Round(options.Count / outcome.Elapsed.TotalSeconds, 1),
            LatencyMs = Latency.Of(outcome.LatencyTicks),
            BytesSent = requests[options.Warmup..].Sum(r => (long)r.Length),
            BytesReceived = outcome.Answers.Sum(a => (long)a.Bytes),
            GeneratorCpuSeconds = Math.Round((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, 2),
        };
    }

    private static ArraySegment<byte[]> Prepare(Target target, LoadOptions options)
    {
        var factory = new WebhookFactory(target, options.Seed);
        var requests = new byte[options.Warmup + options.Count][];
        for (var i = 0; i < requests.Length; i++)
            requests[i] = factory.Next();
        return requests;
    }
}
