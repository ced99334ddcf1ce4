using System.Threading.Channels;

namespace TwilioServer.Messages;

/// <summary>
/// As many POSTs on their way at once as there are connections for them: one that waited for a connection would time out without
/// having left, and nobody could tell. A line is taken before permission is asked for, so that none that was given waits
/// for another. Look-ups and second copies take none: they are few, and have the connections that are spared.
/// </summary>
public sealed class SendLines
{
    private readonly Channel<Line> _free;

    /// <param name="count">From 1.</param>
    public SendLines(int count)
    {
        _free = Channel.CreateBounded<Line>(count);
        for (var i = 0; i < count; i++)
            _free.Writer.TryWrite(new Line(_free.Writer));
    }

    /// <summary>Waits for a free line; it is given back by disposing it, once.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellation) =>
        await _free.Reader.ReadAsync(cancellation);

    private sealed class Line(ChannelWriter<Line> free) : IDisposable
    {
        public void Dispose() => free.TryWrite(this);
    }
}
