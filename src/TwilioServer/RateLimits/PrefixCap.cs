using System.Collections.Concurrent;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.RateLimits;

/// <summary>
/// Whether a block of numbers has had its text-backs of the hour. Each text is judged by those to its block that were
/// queued before it and not held back, so that the first ones of a crowd go, whichever worker has which. Far below the cap
/// a count serves for some seconds, and so does the finding that it is reached: a flood costs no statement for each call.
/// </summary>
public sealed partial class PrefixCap(
    NpgsqlDataSource dataSource,
    PrefixCapSettings settings,
    TimeProvider time,
    ILogger<PrefixCap> logger
)
{
    public const string Name = "TEXT_BACK_PREFIX_CAP";

    /// <summary>A plus sign, the country and, in North America, area code and exchange: ten thousand numbers.</summary>
    private const int BlockCharacters = 8;

    /// <summary>As much of it as a log may show: the whole of a short number would be somebody's.</summary>
    private const int ShownCharacters = 5;

    /// <summary>Whoever can dial can name a block: what is remembered of them is bounded.</summary>
    private const int MostBlocks = 10_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Serves = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Finding> _findings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _said = new(StringComparer.Ordinal);

    /// <param name="to">The recipient.</param>
    /// <param name="queuedAt">When the text was queued.</param>
    /// <returns>The setting whose cap is reached; null where the text may go.</returns>
    public async Task<string?> ReachedAsync(string to, DateTimeOffset queuedAt, CancellationToken cancellation)
    {
        if (settings.TextBacksPerHour == 0)
            return null;
        var block = to.Length > BlockCharacters ? to[..BlockCharacters] : to;
        return await IsReachedAsync(block, queuedAt, cancellation) ? Say(block) : null;
    }

    private async Task<bool> IsReachedAsync(string block, DateTimeOffset queuedAt, CancellationToken cancellation)
    {
        var (cap, now) = (settings.TextBacksPerHour, time.GetUtcNow());
        if (_findings.TryGetValue(block, out var known) && now - known.At < Serves)
        {
            if (known.ReachedFrom <= queuedAt)
                return true;
            // A quarter: several processes may each let so many go on a count of the same moment.
            if (known.ReachedFrom is null && known.Add() <= cap / 4)
                return false;
        }
        var (before, all) = await CountAsync(block, queuedAt, cancellation);
        Remember(block, new Finding(now, all, before >= cap ? queuedAt : null));
        return before >= cap;
    }

    private void Remember(string block, Finding finding)
    {
        if (_findings.Count >= MostBlocks)
            _findings.Clear();
        _findings[block] = finding;
    }

    private async Task<(long Before, long All)> CountAsync(
        string block,
        DateTimeOffset queuedAt,
        CancellationToken cancellation
    )
    {
        await using var command = dataSource.CreateCommand(Sql.Load("RateLimits/count-block"));
        command.Parameters.Add(new NpgsqlParameter { Value = block });
        command.Parameters.Add(new NpgsqlParameter { Value = queuedAt - Hour });
        command.Parameters.Add(new NpgsqlParameter { Value = queuedAt });
        command.Parameters.Add(new NpgsqlParameter { Value = settings.TextBacksPerHour });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private string Say(string block)
    {
        var now = time.GetUtcNow();
        if (_said.Count >= MostBlocks)
            _said.Clear();
        if (!_said.TryGetValue(block, out var at) || now - at >= Hour)
        {
            _said[block] = now;
            Log.Reached(
                logger,
                Name,
                settings.TextBacksPerHour,
                block.Length > ShownCharacters ? block[..ShownCharacters] : block
            );
        }
        return Name;
    }

    /// <summary>What was found at a moment, with what was let go since.</summary>
    /// <param name="texts">All of the hour, also those that were queued later than the one that was asked for.</param>
    /// <param name="reachedFrom">Texts queued from here on are over the cap; null where it was not reached.</param>
    private sealed class Finding(DateTimeOffset at, long texts, DateTimeOffset? reachedFrom)
    {
        private long _texts = texts;

        public DateTimeOffset At { get; } = at;

        public DateTimeOffset? ReachedFrom { get; } = reachedFrom;

        /// <summary>Counts one more.</summary>
        /// <returns>How many there are now.</returns>
        public long Add() => Interlocked.Increment(ref _texts);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "{Cap} is reached: {Texts} text-backs in an hour to one block of numbers that begins with {Prefix}. Further ones are blocked; sms_messages has them, with error_message. Raise it if these callers are wanted"
        )]
        public static partial void Reached(ILogger logger, string cap, int texts, string prefix);
    }
}
