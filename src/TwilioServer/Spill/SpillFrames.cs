using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TwilioServer.Spill;

/// <summary>What stands at a place in a spill file.</summary>
public enum FrameKind
{
    /// <summary>A whole record.</summary>
    Record,

    /// <summary>The beginning of one; more bytes may make it whole.</summary>
    Incomplete,

    /// <summary>Bytes that are no record, up to the next that is one.</summary>
    Damaged,
}

/// <param name="Length">How many bytes it takes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Frame(FrameKind Kind, int Length);

/// <summary>
/// Records in a file: a mark, the length, a checksum (CRC-32C) of length and contents, the contents. A write that was cut
/// off is seen by its length, a changed bit by the checksum, and the mark finds the record after the damage.
/// </summary>
public static class SpillFrames
{
    public const int HeaderBytes = 12;

    /// <summary>More than any record: a webhook's body has 64 KB, a document of ours a few.</summary>
    public const int MaxRecordBytes = 1024 * 1024;

    private static readonly byte[] Mark = "\u0001NMC"u8.ToArray();

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> record)
    {
        if (record.Length > MaxRecordBytes)
            throw new ArgumentException($"A record has at most {MaxRecordBytes} bytes.", nameof(record));
        var frame = output.GetSpan(HeaderBytes + record.Length);
        Mark.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], record.Length);
        record.CopyTo(frame[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], Checksum(record));
        output.Advance(HeaderBytes + record.Length);
    }

    /// <summary>What stands at the beginning of these bytes, of which there is at least one.</summary>
    /// <param name="isAll">Whether no more bytes follow: then a record that is not whole will never be.</param>
    public static Frame Read(ReadOnlySpan<byte> bytes, bool isAll)
    {
        var here = At(bytes);
        if (here.Kind == FrameKind.Record || here.Kind == FrameKind.Incomplete && !isAll)
            return here;
        for (var skipped = 1; ; skipped++)
        {
            var next = bytes[skipped..].IndexOf(Mark);
            if (next < 0)
                return new Frame(FrameKind.Damaged, isAll ? bytes.Length : Math.Max(1, bytes.Length - Mark.Length));
            skipped += next;
            var kind = At(bytes[skipped..]).Kind;
            if (kind == FrameKind.Record || kind == FrameKind.Incomplete && !isAll)
                return new Frame(FrameKind.Damaged, skipped);
        }
    }

    /// <summary>The contents of a whole record.</summary>
    public static ReadOnlySpan<byte> Contents(ReadOnlySpan<byte> frame) => frame[HeaderBytes..];

    public static uint Checksum(ReadOnlySpan<byte> record)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, (uint)record.Length);
        while (record.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(record));
            record = record[sizeof(ulong)..];
        }
        foreach (var b in record)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    private static Frame At(ReadOnlySpan<byte> bytes)
    {
        if (!Mark.AsSpan().StartsWith(bytes[..Math.Min(bytes.Length, Mark.Length)]))
            return new Frame(FrameKind.Damaged, 0);
        if (bytes.Length < HeaderBytes)
            return new Frame(FrameKind.Incomplete, bytes.Length);
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length is < 0 or > MaxRecordBytes)
            return new Frame(FrameKind.Damaged, 0);
        if (bytes.Length < HeaderBytes + length)
            return new Frame(FrameKind.Incomplete, bytes.Length);
        var isWhole = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == Checksum(bytes.Slice(HeaderBytes, length));
        return isWhole ? new Frame(FrameKind.Record, HeaderBytes + length) : new Frame(FrameKind.Damaged, 0);
    }
}
