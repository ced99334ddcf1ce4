#pragma warning disable RS0030 // The one place where time, ids and chance enter the program.

using System.Buffers.Binary;

namespace TwilioServer;

/// <summary>
/// Where ids and chance come from. Everything else takes this as an argument, so that a test or the simulator can
/// decide both.
/// </summary>
/// <param name="seedsIds">
/// Whether ids come from <paramref name="random"/> too: then one clock and one seed give the same ids again. Only where
/// one thread asks, as in the simulator.
/// </param>
public sealed class Ambient(TimeProvider time, Random random, bool seedsIds = false)
{
    public Ambient()
        : this(TimeProvider.System, Random.Shared) { }

    public TimeProvider Time { get; } = time;

    /// <summary>A UUIDv7 (RFC 9562): ordered by time, so that an index over it grows at its end.</summary>
    public Guid NewId() => seedsIds ? SeededId(Time.GetUtcNow()) : Guid.CreateVersion7(Time.GetUtcNow());

    /// <summary>A number in [0, 1), for jitter.</summary>
    public double NextDouble() => random.NextDouble();

    /// <summary>48 bits of time, then version and variant among bits of chance.</summary>
    private Guid SeededId(DateTimeOffset moment)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, moment.ToUnixTimeMilliseconds() << 16);
        random.NextBytes(id[6..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
