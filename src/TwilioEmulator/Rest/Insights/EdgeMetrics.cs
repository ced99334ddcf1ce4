using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Insights;

/// <summary>The numbers of a call's sound at the edge to the carrier.</summary>
internal static class EdgeMetrics
{
    /// <summary>One packet holds 20 ms of sound.</summary>
    private const int PacketsPerSecond = 50;

    public static object Summary(Call call) =>
        new
        {
            Metrics = new
            {
                Inbound = Stream(call, call.DurationSeconds ?? 0),
                Outbound = Stream(call, call.DurationSeconds ?? 0),
            },
            Properties = new { MediaRegion = "us1", SignalingRegion = "us1" },
        };

    /// <summary>One direction over some seconds.</summary>
    public static object Stream(Call call, int seconds)
    {
        var quality = call.Quality;
        var sent = seconds * PacketsPerSecond;
        var lost = (int)Math.Round(sent * quality.PacketsLostPercentage / 100);
        return new
        {
            Codec = 0,
            CodecName = "pcmu",
            PacketsReceived = sent - lost,
            PacketsLost = lost,
            PacketsLossPercentage = quality.PacketsLostPercentage,
            Jitter = new { Avg = quality.JitterAverageMs, Max = quality.JitterMaxMs },
            Latency = new { Avg = quality.LatencyAverageMs, Max = quality.LatencyMaxMs },
            quality.Mos,
        };
    }
}
