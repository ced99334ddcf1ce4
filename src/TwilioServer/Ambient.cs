#pragma warning disable RS0030 // The one place where time, ids and chance enter the program.

namespace TwilioServer;

/// <summary>
/// Where ids and chance come from. Everything else takes this as an argument, so that a test or the simulator can
/// decide both.
/// </summary>
public sealed class Ambient(TimeProvider time, Random random)
{
    public Ambient()
        : this(TimeProvider.System, Random.Shared) { }

    public TimeProvider Time { get; } = time;

    /// <summary>A UUIDv7 (RFC 9562): ordered by time, so that an index over it grows at its end.</summary>
    public Guid NewId() => Guid.CreateVersion7(Time.GetUtcNow());

    /// <summary>A number in [0, 1), for jitter.</summary>
    public double NextDouble() => random.NextDouble();
}
