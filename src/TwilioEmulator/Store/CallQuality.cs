namespace TwilioEmulator.Store;

/// <summary>How a call sounded, as Voice Insights measures it. A test sets what it wants to see.</summary>
/// <param name="Tags">Such as <c>high_jitter</c>, <c>high_packet_loss</c>, <c>high_pdd</c>, <c>silence</c>.</param>
/// <param name="Mos">Mean opinion score, at most 4.6.</param>
internal sealed record CallQuality(
    IReadOnlyList<string>? Tags = null,
    double JitterAverageMs = 2,
    double JitterMaxMs = 6,
    double LatencyAverageMs = 40,
    double LatencyMaxMs = 70,
    double PacketsLostPercentage = 0,
    double Mos = 4.4,
    int PostDialDelayMs = 1500
);
