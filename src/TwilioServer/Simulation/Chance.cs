using System.Buffers.Binary;

namespace TwilioServer.Simulation;

/// <summary>
/// Chance from a seed, the same on every machine and runtime: SplitMix64 (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014).
/// </summary>
public sealed class Chance(ulong seed) : Random(0)
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;
    private ulong _state = seed;

    /// <summary>Chance of its own for one of many, so that one can be told again without the others.</summary>
    public static Chance Of(ulong seed, int index) => new(Mix(seed + Step * ((ulong)index + 1)));

    /// <summary>Whether something of this probability happens.</summary>
    public bool Happens(double probability) => NextDouble() < probability;

    /// <summary>A time between two others.</summary>
    public TimeSpan Between(TimeSpan shortest, TimeSpan longest) => shortest + (longest - shortest) * NextDouble();

    public T Among<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public override int Next() => (int)(NextBits() >> 33);

    public override int Next(int maxValue) => (int)(NextDouble() * maxValue);

    public override int Next(int minValue, int maxValue) => minValue + Next(maxValue - minValue);

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        while (buffer.Length > 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bits, NextBits());
            var taken = Math.Min(buffer.Length, bits.Length);
            bits[..taken].CopyTo(buffer);
            buffer = buffer[taken..];
        }
    }

    protected override double Sample() => NextDouble();

    private ulong NextBits() => Mix(_state += Step);

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }
}
