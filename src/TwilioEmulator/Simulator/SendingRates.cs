using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>
/// How long a text waits for those before it. Twilio sends 1 segment a second from a long code and 3 from a toll-free
/// number; without the limit (the default) nothing waits.
/// </summary>
internal sealed class SendingRates(EmulatorOptions options, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> freeAt = new(StringComparer.Ordinal);

    /// <summary>Takes the sender's next turns; the answer is the virtual time until the first of them.</summary>
    public TimeSpan Reserve(string from, int segments)
    {
        if (!options.LimitsSendingRate)
            return TimeSpan.Zero;
        var length = TimeSpan.FromSeconds(segments / (NumberKind.IsTollFree(from) ? 3.0 : 1.0));
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var turn = freeAt.GetValueOrDefault(from) > now ? freeAt[from] : now;
            freeAt[from] = turn + length;
            return turn - now;
        }
    }
}
