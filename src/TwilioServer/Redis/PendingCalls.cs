namespace TwilioServer.Redis;

/// <summary>
/// The calls of one connection that wait for their answers, in the order in which they were written: that order is all
/// that says whose an answer is. A call that ran out of time keeps its place, so that its late answer is nobody else's.
/// </summary>
internal sealed class PendingCalls(TimeProvider time, TimeSpan timeout)
{
    private readonly Queue<Pending> _calls = new();

    public int Count => _calls.Count;

    public Task<RedisReply> Add()
    {
        var call = new Pending(time.GetTimestamp());
        _calls.Enqueue(call);
        return call.Task;
    }

    /// <summary>Gives an answer to the call that has waited longest.</summary>
    /// <exception cref="RedisProtocolException">Nobody asked.</exception>
    public void Answer(RedisReply reply)
    {
        if (!_calls.TryDequeue(out var call))
            throw new RedisProtocolException("Redis answered what nobody asked.");
        if (reply.Kind == RedisReplyKind.Error)
            call.TrySetException(new RedisServerException(reply.Text));
        else
            call.TrySetResult(reply);
    }

    /// <summary>Ends the calls that have waited too long.</summary>
    /// <param name="heardAt">When something was last read from the server.</param>
    /// <param name="isSilent">Whether nothing at all was read while one of them waited.</param>
    /// <returns>When the next call runs out of time; null when none waits.</returns>
    public TimeSpan? Expire(long heardAt, out bool isSilent)
    {
        isSilent = false;
        foreach (var call in _calls)
        {
            if (call.Task.IsCompleted)
                continue;
            var left = timeout - time.GetElapsedTime(call.StartedAt);
            if (left > TimeSpan.Zero)
                return left;
            call.TrySetException(new RedisTimeoutException(timeout));
            isSilent |= call.StartedAt >= heardAt;
        }
        return null;
    }

    public void FailAll(RedisException exception)
    {
        while (_calls.TryDequeue(out var call))
            call.TrySetException(exception);
    }

    /// <summary>Whoever waits goes on elsewhere, never on the thread that reads.</summary>
    private sealed class Pending(long startedAt)
        : TaskCompletionSource<RedisReply>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long StartedAt => startedAt;
    }
}
