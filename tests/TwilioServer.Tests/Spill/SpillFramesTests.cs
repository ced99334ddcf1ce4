using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Spill;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Spill;

/// <summary>What a crash or a bad disk leaves of a file, and what is still read of it.</summary>
public sealed class SpillFramesTests
{
    /// <summary>Contents of all lengths, among them such as look like a frame's beginning.</summary>
    private static readonly Gen<byte[]> Contents = Gen.OneOf(
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
        Gen.Elements<byte[]>([], [.. "\u0001NMC"u8], [.. "\u0001NMC\u0002\0\0\0xxxxab"u8], new byte[3000])
    );

    private static readonly Gen<byte[][]> Records = Contents.NonEmptyListOf().Select(list => list.ToArray());

    [Fact]
    public void What_was_written_is_read() =>
        Properties.Hold(Records, records => Assert.Equal(records, Read(Frames(records)).Records));

    [Fact]
    public void A_write_that_was_cut_off_costs_the_records_that_it_cut()
    {
        var inputs =
            from records in Records
            from cut in Gen.Choose(0, Frames(records).Length - 1)
            select (records, cut);
        Properties.Hold(
            inputs,
            input =>
            {
                var (records, cut) = input;
                var whole = records.TakeWhile((_, i) => Frames(records[..(i + 1)]).Length <= cut).ToArray();
                Assert.Equal(whole, Read(Frames(records).AsSpan(0, cut)).Records);
            }
        );
    }

    [Fact]
    public void A_bit_that_changed_costs_its_own_record_and_no_other()
    {
        var inputs =
            from records in Records
            from bit in Gen.Choose(0, Frames(records).Length * 8 - 1)
            select (records, bit);
        Properties.Hold(
            inputs,
            input =>
            {
                var (records, bit) = input;
                var bytes = Frames(records);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                var hit = Enumerable.Range(0, records.Length).First(i => Frames(records[..(i + 1)]).Length > bit / 8);
                var (read, damaged) = Read(bytes);
                Assert.Equal(records.Where((_, i) => i != hit), read);
                Assert.True(damaged > 0);
            }
        );
    }

    [Fact]
    public void Nothing_is_read_of_garbage_and_its_end_is_found() =>
        Properties.Hold(
            Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
            garbage =>
            {
                var (records, damaged) = Read(garbage);
                Assert.Empty(records);
                Assert.Equal(garbage.Length, damaged);
            }
        );

    private static byte[] Frames(byte[][] records)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var record in records)
            SpillFrames.Write(output, record);
        return output.WrittenSpan.ToArray();
    }

    private static (byte[][] Records, int Damaged) Read(ReadOnlySpan<byte> bytes)
    {
        var records = new List<byte[]>();
        var damaged = 0;
        while (bytes.Length > 0)
        {
            var frame = SpillFrames.Read(bytes, isAll: true);
            Assert.True(frame.Length > 0 && frame.Kind != FrameKind.Incomplete);
            if (frame.Kind == FrameKind.Record)
                records.Add(SpillFrames.Contents(bytes[..frame.Length]).ToArray());
            else
                damaged += frame.Length;
            bytes = bytes[frame.Length..];
        }
        return ([.. records], damaged);
    }
}
