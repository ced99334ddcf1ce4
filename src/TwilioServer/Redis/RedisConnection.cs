using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace TwilioServer.Redis;

/// <summary>
/// One connection that all calls share: commands leave in the order in which they were asked, many in one packet, and
/// the answers come in the same order. Whatever breaks that order ends the connection.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    /// <summary>More waiting calls than this are a fault, and memory.</summary>
    private const int MostPending = 100_000;

    private readonly Lock _lock = new();
    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly PendingCalls _pending;
    private readonly ITimer _timer;
    private readonly Pipe _outgoing = new(
        new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: 16 * 1024, useSynchronizationContext: false)
    );
    private readonly Task _running;
    private bool _isTimerSet;
    private RedisException? _failure;
    private long _heardAt;

    /// <param name="stream">Connected; the connection owns it.</param>
    public RedisConnection(Stream stream, TimeSpan timeout, TimeProvider time)
    {
        _stream = stream;
        _time = time;
        _timeout = timeout;
        _pending = new PendingCalls(time, timeout);
        _timer = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _running = Task.WhenAll(Task.Run(ReadAsync), Task.Run(WriteAsync));
    }

    /// <summary>Done when the connection has ended, with all its calls.</summary>
    public Task Ended => _running;

    /// <summary>Why it ended.</summary>
    public RedisException? Failure => _failure;

    /// <summary>Sends a command. The task ends within the timeout, with the answer or a <see cref="RedisException"/>.</summary>
    public Task<RedisReply> CallAsync(ReadOnlySpan<RedisArgument> command)
    {
        lock (_lock)
        {
            if (_failure is not null)
                return Task.FromException<RedisReply>(_failure);
            if (_pending.Count >= MostPending)
                return Task.FromException<RedisReply>(new RedisUnavailableException("Too many calls wait for Redis."));
            RedisArgument.WriteCommand(_outgoing.Writer, command);
            var reply = _pending.Add();
            Flush();
            if (!_isTimerSet)
                SetTimer(_timeout);
            return reply;
        }
    }

    public async ValueTask DisposeAsync()
    {
        End(new RedisUnavailableException("The connection to Redis was closed."));
        await _running;
        await _timer.DisposeAsync();
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "It is looked at once: whether it is done already.")]
    private void Flush()
    {
        if (!_outgoing.Writer.FlushAsync().IsCompletedSuccessfully)
            throw new InvalidOperationException("A pipe that never pauses its writer made it wait.");
    }

    private void SetTimer(TimeSpan due)
    {
        _isTimerSet = true;
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A server that says nothing at all is gone, though its connection stands: the next calls shall not wait.</summary>
    private void Expire()
    {
        bool isSilent;
        lock (_lock)
        {
            _isTimerSet = false;
            if (_failure is not null)
                return;
            if (_pending.Expire(Interlocked.Read(ref _heardAt), out isSilent) is { } next)
                SetTimer(next);
        }
        if (isSilent)
            End(new RedisTimeoutException(_timeout));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the connection is told to all its calls.")]
    private async Task ReadAsync()
    {
        var input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        var parser = new RespParser();
        try
        {
            while (true)
            {
                var read = await input.ReadAsync();
                Interlocked.Exchange(ref _heardAt, _time.GetTimestamp());
                var buffer = read.Buffer;
                while (parser.TryRead(ref buffer, out var reply))
                {
                    lock (_lock)
                        _pending.Answer(reply);
                }
                input.AdvanceTo(buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                    throw new EndOfStreamException("Redis closed the connection.");
            }
        }
        catch (Exception e)
        {
            End(e as RedisException ?? new RedisUnavailableException("The connection to Redis was lost.", e));
        }
        await input.CompleteAsync();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the connection is told to all its calls.")]
    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                var read = await _outgoing.Reader.ReadAsync();
                foreach (var segment in read.Buffer)
                    await _stream.WriteAsync(segment);
                _outgoing.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                    break;
            }
        }
        catch (Exception e)
        {
            End(new RedisUnavailableException("The connection to Redis was lost.", e));
        }
        await _outgoing.Reader.CompleteAsync();
    }

    private void End(RedisException failure)
    {
        lock (_lock)
        {
            if (_failure is not null)
                return;
            _failure = failure;
            _pending.FailAll(failure);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        _outgoing.Reader.CancelPendingRead();
        // Ends what is being read and written; an orderly good-bye to a server that does not listen could block.
        _stream.Dispose();
    }
}
