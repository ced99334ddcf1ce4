using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Redis;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Redis;

public sealed class RespParserProperties
{
    private static readonly Gen<byte[]> Blobs = ArbMap.Default.GeneratorFor<byte[]>();

    private static readonly Gen<RedisReply> Leaves = Gen.OneOf(
        Gen.Constant(RedisReply.Nil),
        Gen.Choose(int.MinValue, int.MaxValue).Select(n => RedisReply.OfInteger(n * 4_294_967_311L)),
        Texts.Storable.Select(text => RedisReply.OfText(OneLine(text))),
        Texts.Storable.Select(text => RedisReply.OfError(OneLine(text))),
        Blobs.Select(RedisReply.OfBlob)
    );

    private static readonly Gen<RedisReply> Replies = Gen.Sized(size => Tree(Math.Min(size, 40)));

    private static readonly Gen<(RedisReply[] Replies, int[] Pieces)> Streams =
        from replies in Replies.NonEmptyListOf()
        from pieces in Gen.Choose(1, 9).NonEmptyListOf()
        select (replies.ToArray(), pieces.ToArray());

    [Fact]
    public void Replies_are_read_as_they_were_written_however_their_bytes_are_cut() =>
        Properties.Hold(
            Streams,
            stream =>
            {
                var bytes = stream.Replies.SelectMany(Encode).ToArray();
                var read = ReadInPieces(bytes, stream.Pieces);
                Assert.Equal(stream.Replies.Select(Print), read.Select(Print));
            },
            count: 2_000
        );

    [Fact]
    public void What_is_no_reply_is_refused_and_never_anything_else() =>
        Properties.Hold(
            from bytes in Gen.Elements("+-:$*0123456789\r\n\0x"u8.ToArray()).ListOf()
            from pieces in Gen.Choose(1, 9).NonEmptyListOf()
            select (Bytes: bytes.ToArray(), Pieces: pieces.ToArray()),
            input =>
            {
                try
                {
                    ReadInPieces(input.Bytes, input.Pieces);
                }
                catch (RedisProtocolException) { }
            },
            count: 20_000
        );

    [Theory]
    [InlineData("\r\n")]
    [InlineData("?\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData(":\r\n")]
    [InlineData(":1x\r\n")]
    [InlineData(":99999999999999999999\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$99999999999\r\n")]
    [InlineData("$1\r\nabc")]
    [InlineData("*-2\r\n")]
    [InlineData("*99999999\r\n")]
    public void A_reply_that_breaks_the_rules_is_refused(string text) =>
        Assert.Throws<RedisProtocolException>(() => ReadInPieces(Encoding.UTF8.GetBytes(text), [100]));

    [Fact]
    public void A_line_without_end_and_arrays_without_bottom_are_refused()
    {
        Assert.Throws<RedisProtocolException>(() => ReadInPieces([.. Enumerable.Repeat((byte)'+', 70_000)], [4096]));
        var nested = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("*1\r\n", 17)));
        Assert.Throws<RedisProtocolException>(() => ReadInPieces(nested, [4096]));
    }

    /// <summary>Rest and new bytes lie in segments of their own, as they come from a pipe.</summary>
    private static List<RedisReply> ReadInPieces(byte[] bytes, int[] pieces)
    {
        var parser = new RespParser();
        var replies = new List<RedisReply>();
        var rest = ReadOnlySequence<byte>.Empty;
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            var piece = Math.Min(pieces[i % pieces.Length], bytes.Length - at);
            var buffer = Segment.Join(rest.ToArray(), bytes[at..(at + piece)]);
            at += piece;
            while (parser.TryRead(ref buffer, out var reply))
                replies.Add(reply);
            rest = buffer;
        }
        return replies;
    }

    private static Gen<RedisReply> Tree(int size) =>
        size < 2
            ? Leaves
            : Gen.Frequency(
                (3, Leaves),
                (1, Tree(size / 4).ListOf().Select(items => RedisReply.OfArray([.. items.Take(6)])))
            );

    private static byte[] Encode(RedisReply reply) =>
        reply.Kind switch
        {
            RedisReplyKind.Nil => "$-1\r\n"u8.ToArray(),
            RedisReplyKind.Text => Encoding.UTF8.GetBytes($"+{reply.Text}\r\n"),
            RedisReplyKind.Error => Encoding.UTF8.GetBytes($"-{reply.Text}\r\n"),
            RedisReplyKind.Integer => Encoding.UTF8.GetBytes($":{reply.Integer}\r\n"),
            RedisReplyKind.Blob => [.. Encoding.UTF8.GetBytes($"${reply.Blob.Length}\r\n"), .. reply.Blob, .. "\r\n"u8],
            _ => [.. Encoding.UTF8.GetBytes($"*{reply.Items.Count}\r\n"), .. reply.Items.SelectMany(Encode)],
        };

    private static string Print(RedisReply reply) => reply.Kind + " " + Convert.ToHexString(Encode(reply));

    private static string OneLine(string text) =>
        text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Join(byte[] first, byte[] second)
        {
            var end = new Segment { Memory = second, RunningIndex = first.Length };
            var start = new Segment { Memory = first, Next = end };
            return new ReadOnlySequence<byte>(start, 0, end, second.Length);
        }
    }
}
