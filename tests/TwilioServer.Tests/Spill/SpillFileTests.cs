using System.Buffers;
using TwilioServer.Spill;

namespace TwilioServer.Tests.Spill;

public sealed class SpillFileTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    [Fact]
    public void Parts_are_read_in_order_and_a_file_knows_how_far_it_was_imported()
    {
        using (var file = Create("a.spill"))
        {
            file.Append(Frames("one", "two"));
            file.Append(Frames("three"));
            var first = file.Read(maxRecords: 2);
            Assert.Equal(["one", "two"], Texts(first));
            file.Advance(first.End);
        }
        using var again = SpillFile.TryAdopt(_directory.File("a.spill"), RandomAccess.FlushToDisk)!;
        Assert.Equal(["three"], Texts(again.Read(10)));
    }

    [Fact]
    public void While_one_of_its_records_waits_a_file_is_not_said_to_be_imported()
    {
        using (var file = Create("a.spill"))
        {
            file.Append(Frames("one", "two"));
            file.Held++;
            file.Advance(file.Read(10).End);
        }
        using var again = SpillFile.TryAdopt(_directory.File("a.spill"), RandomAccess.FlushToDisk)!;
        Assert.Equal(["one", "two"], Texts(again.Read(10)));
    }

    [Fact]
    public void A_file_is_its_owners_alone_while_that_lives()
    {
        using (Create("a.spill"))
            Assert.Null(SpillFile.TryAdopt(_directory.File("a.spill"), RandomAccess.FlushToDisk));
        using var adopted = SpillFile.TryAdopt(_directory.File("a.spill"), RandomAccess.FlushToDisk);
        Assert.NotNull(adopted);
    }

    [Fact]
    public void A_file_that_is_gone_or_empty_holds_nothing()
    {
        Assert.Null(SpillFile.TryAdopt(_directory.File("none.spill"), RandomAccess.FlushToDisk));
        File.WriteAllBytes(_directory.File("empty.spill"), []);
        using var empty = SpillFile.TryAdopt(_directory.File("empty.spill"), RandomAccess.FlushToDisk)!;
        Assert.False(empty.HasUnread);
    }

    [Fact]
    public void A_torn_end_and_damage_before_it_are_told_apart()
    {
        var path = _directory.File("a.spill");
        using (var file = Create("a.spill"))
            file.Append(Frames("one", "two", "three", "four"));
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("two"u8)] ^= 1;
        File.WriteAllBytes(path, bytes[..^2]);
        using var adopted = SpillFile.TryAdopt(path, RandomAccess.FlushToDisk)!;
        var chunk = adopted.Read(10);
        Assert.Equal(["one", "three"], Texts(chunk));
        Assert.Equal(Frames("two").Length, Assert.Single(chunk.Damaged).Length);
        Assert.Equal(Frames("four").Length - 2, chunk.TornBytes);
        adopted.Advance(chunk.End);
        Assert.False(adopted.HasUnread);
    }

    /// <summary>The header is written without a flush: after a loss of power it may be anything.</summary>
    [Fact]
    public void A_header_that_makes_no_sense_means_that_nothing_was_imported()
    {
        var path = _directory.File("a.spill");
        using (var file = Create("a.spill"))
        {
            file.Append(Frames("one"));
            file.Advance(file.Read(10).End);
        }
        var bytes = File.ReadAllBytes(path);
        bytes[9] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var adopted = SpillFile.TryAdopt(path, RandomAccess.FlushToDisk)!;
        Assert.Equal(["one"], Texts(adopted.Read(10)));
    }

    [Fact]
    public void What_was_not_flushed_is_not_part_of_the_file()
    {
        var fails = false;
        using var file = SpillFile.Create(
            _directory.File("a.spill"),
            handle =>
            {
                if (fails)
                    throw new IOException("the disk is broken");
                RandomAccess.FlushToDisk(handle);
            }
        );
        file.Append(Frames("one"));
        fails = true;
        Assert.Throws<IOException>(() => file.Append(Frames("two")));
        file.CutBack();
        Assert.Equal(["one"], Texts(file.Read(10)));
        Assert.Equal(file.Length, new FileInfo(file.Path).Length);
    }

    [Fact]
    public void Records_beyond_one_part_come_with_the_next()
    {
        using var file = Create("a.spill");
        var large = new string('x', 400_000);
        for (var i = 0; i < 5; i++)
            file.Append(Frames(i + large));
        var read = new List<string>();
        while (file.HasUnread)
        {
            var chunk = file.Read(100);
            Assert.NotEmpty(chunk.Records);
            Assert.Empty(chunk.Damaged);
            read.AddRange(Texts(chunk));
            file.Advance(chunk.End);
        }
        Assert.Equal(Enumerable.Range(0, 5).Select(i => i + large), read);
    }

    public void Dispose() => _directory.Dispose();

    private SpillFile Create(string name) => SpillFile.Create(_directory.File(name), RandomAccess.FlushToDisk);

    private static byte[] Frames(params string[] texts)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var text in texts)
            SpillFrames.Write(output, System.Text.Encoding.UTF8.GetBytes(text));
        return output.WrittenSpan.ToArray();
    }

    private static IEnumerable<string> Texts(SpillChunk chunk) =>
        chunk.Records.Select(record => System.Text.Encoding.UTF8.GetString(record));
}
