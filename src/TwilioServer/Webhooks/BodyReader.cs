using System.Buffers;
using System.IO.Pipelines;

namespace TwilioServer.Webhooks;

/// <summary>How a body holds its parameters.</summary>
internal enum BodyKind
{
    Form,

    /// <summary>Signed by its hash, which the URL holds.</summary>
    Json,

    /// <summary>There is none: a test's request.</summary>
    Empty,
    Unknown,
}

/// <summary>Takes a body off the socket, and no more than may be held of all that come slowly.</summary>
internal sealed class BodyReader
{
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>What Twilio sends; a body up to here may take its time without being counted.</summary>
    private const int SmallBodyBytes = 4 * 1024;

    /// <summary>With 64 KiB each they hold 32 MB: slow senders must not be able to fill the memory.</summary>
    private const int MaxLargeBodies = 512;

    private int _largeBodies;

    public static BodyKind KindOf(HttpRequest request)
    {
        if (request.ContentType is not { } type)
            return request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0
                ? BodyKind.Empty
                : BodyKind.Unknown;
        if (type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            return BodyKind.Form;
        return type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
            ? BodyKind.Json
            : BodyKind.Unknown;
    }

    /// <summary>
    /// The whole body; the caller gives it back to the reader. Or why there is none. Nothing cancels it but the end of
    /// the connection and the server's own limits on time.
    /// </summary>
    public async ValueTask<(ReadOnlySequence<byte> Body, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        var reader = request.BodyReader;
        var (read, refusal) = await NextAsync(reader);
        if (refusal is not null)
            return (default, refusal);
        // A webhook is small and comes in one piece with its headers: the usual case costs no more than this.
        if (read is { IsCompleted: true, Buffer.Length: <= MaxBodyBytes })
            return (read.Buffer, null);
        var isLarge = request.ContentLength is null or > SmallBodyBytes;
        try
        {
            if (!isLarge || Interlocked.Increment(ref _largeBodies) <= MaxLargeBodies)
                return await ReadRestAsync(reader, read);
            Finish(reader, read);
            return (default, Refusal.TooManyBodies);
        }
        finally
        {
            if (isLarge)
                Interlocked.Decrement(ref _largeBodies);
        }
    }

    private static async ValueTask<(ReadOnlySequence<byte> Body, Refusal? Refusal)> ReadRestAsync(
        PipeReader reader,
        ReadResult read
    )
    {
        while (true)
        {
            if (read.Buffer.Length > MaxBodyBytes)
            {
                Finish(reader, read);
                return (default, Refusal.TooLarge);
            }
            if (read.IsCompleted)
                return (read.Buffer, null);
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            (read, var refusal) = await NextAsync(reader);
            if (refusal is not null)
                return (default, refusal);
        }
    }

    /// <summary>
    /// What comes next, or why nothing does. Whatever goes wrong on the way from the socket is the sender's: of some malformed
    /// chunks and trailers Kestrel does not say that the request was bad, and 500 would be answered.
    /// </summary>
    private static async ValueTask<(ReadResult Read, Refusal? Refusal)> NextAsync(PipeReader reader)
    {
        try
        {
            return (await reader.ReadAsync(), null);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            return (default, Refusal.Of(e));
        }
    }

    private static void Finish(PipeReader reader, ReadResult read) => reader.AdvanceTo(read.Buffer.End);
}
