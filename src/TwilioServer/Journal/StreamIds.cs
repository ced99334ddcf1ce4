using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Journal;

/// <summary>Stream ids, taken from the database in blocks: an id costs no round trip, and two processes never share one.</summary>
public sealed class StreamIds
{
    /// <summary>The increment of <c>twilio_server.stream_ids</c>.</summary>
    private const int BlockSize = 1024;

    private long _next;
    private long _end;

    /// <summary>Makes sure that this many ids can be given without asking.</summary>
    public async ValueTask EnsureAsync(NpgsqlConnection connection, int count, CancellationToken cancellation)
    {
        if (_end - _next >= count)
            return;
        await using var command = new NpgsqlCommand(Sql.Load("Journal/take-stream-ids"), connection);
        var last = (long)(await command.ExecuteScalarAsync(cancellation))!;
        _next = last - BlockSize + 1;
        _end = last + 1;
    }

    public long Next() =>
        _next < _end ? _next++ : throw new InvalidOperationException("More stream ids were used than were asked for.");
}
