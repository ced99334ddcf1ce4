using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.RateLimits;
using TwilioServer.Storage;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.RateLimits;

/// <summary>TEXT_BACK_PREFIX_CAP: whoever has a block of numbers can call from all of it, and each missed call sends a text.</summary>
public sealed class PrefixCapTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Block = "+1212555";
    private readonly TestClock _clock = new();
    private readonly LogLines<PrefixCap> _log = new();
    private int _texts;

    public async ValueTask InitializeAsync() => await database.ExecuteAsync("DELETE FROM sms_messages");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(60)]
    public async Task As_many_as_the_cap_go_and_no_more_until_the_hour_is_over(int cap)
    {
        var caps = Cap(cap);
        var went = 0;
        for (var i = 0; i < cap + 20; i++)
            went += await SendAsync(caps) ? 1 : 0;
        Assert.Equal(cap, went);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await SendAsync(caps));
    }

    /// <summary>Queued in a crowd and sent by whoever comes first: those that were queued first go.</summary>
    [Fact]
    public async Task Of_a_crowd_the_first_go_whoever_has_them()
    {
        const int seed = 7;
        var queued = new List<(string To, DateTimeOffset At)>();
        for (var i = 0; i < 100; i++)
            queued.Add(await QueueAsync("text-back"));
        var order = queued.ToArray();
        new Random(seed).Shuffle(order);
        PrefixCap[] processes = [Cap(10), Cap(10)];
        var went = new List<(string, DateTimeOffset)>();
        foreach (var (text, i) in order.Select((text, i) => (text, i)))
            if (await processes[i % 2].ReachedAsync(text.To, text.At, CancellationToken.None) is null)
                went.Add(text);
        Assert.True(went.Order().SequenceEqual(queued.Take(10)), $"seed {seed}: {went.Count} went");
    }

    [Fact]
    public async Task Other_classes_blocked_texts_other_blocks_and_what_is_past_do_not_count()
    {
        await QueueAsync("manual");
        await QueueAsync("answer");
        await QueueAsync("text-back", status: "blocked");
        await QueueAsync("text-back", status: "expired");
        await QueueAsync("text-back", block: "+1212556");
        await QueueAsync("text-back");
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await SendAsync(Cap(1)), "nothing else counts");
        Assert.False(await SendAsync(Cap(1)), "it does");
    }

    [Fact]
    public async Task Without_a_cap_nothing_is_counted()
    {
        var caps = new PrefixCap(null!, new PrefixCapSettings(0), _clock, NullLogger<PrefixCap>.Instance);
        Assert.Null(await caps.ReachedAsync(Samples.CallerNumber, _clock.Now, CancellationToken.None));
    }

    [Fact]
    public async Task An_operator_is_told_once_an_hour_without_anybody_s_number()
    {
        var caps = Cap(1);
        for (var i = 0; i < 10; i++)
            await SendAsync(caps);
        var line = Assert.Single(_log.Written);
        Assert.Contains("TEXT_BACK_PREFIX_CAP is reached: 1 text-backs", line, StringComparison.Ordinal);
        Assert.Contains("+1212.", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Block, line, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 10; i++)
            await SendAsync(caps);
        Assert.Equal(2, _log.Written.Count);
    }

    [Fact]
    public async Task The_index_of_blocks_serves()
    {
        var plan = await database.QueryAsync<string>(
            "SET LOCAL enable_seqscan = off; EXPLAIN "
                + Sql.Load("RateLimits/count-block")
                    .Replace("$1", "'+1212555'", StringComparison.Ordinal)
                    .Replace("$2", "now() - interval '1 hour'", StringComparison.Ordinal)
                    .Replace("$3", "now()", StringComparison.Ordinal)
                    .Replace("$4", "60", StringComparison.Ordinal)
        );
        Assert.Contains(plan, line => line.Contains("sms_messages_blocks", StringComparison.Ordinal));
    }

    private PrefixCap Cap(int cap) => new(database.DataSource, new PrefixCapSettings(cap), _clock, _log);

    /// <summary>Queues a text-back and asks for it, as the service does.</summary>
    private async Task<bool> SendAsync(PrefixCap caps)
    {
        var (to, at) = await QueueAsync("text-back");
        var isReached = await caps.ReachedAsync(to, at, CancellationToken.None) is not null;
        await database.ExecuteAsync(
            "UPDATE sms_messages SET status = @status WHERE to_number = @to",
            new { status = isReached ? "blocked" : "accepted", to }
        );
        return !isReached;
    }

    private async Task<(string To, DateTimeOffset At)> QueueAsync(
        string kind,
        string block = Block,
        string status = "queued"
    )
    {
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var to = $"{block}{_texts++:D4}";
        await database.ExecuteAsync(
            """
            INSERT INTO sms_messages
                (message_id, intent_id, tenant_id, direction, class, from_number, to_number, message_body, status, event_sequence, created_at, updated_at)
            VALUES (@id, @intent, @TenantId, 'outbound', @kind, @From, @to, 'x', @status, 0, @Now, @Now)
            """,
            new
            {
                id = 9_000_000L + _texts,
                intent = new Ambient().NewId(),
                Samples.TenantId,
                kind,
                From = Samples.BusinessNumber,
                to,
                status,
                _clock.Now,
            }
        );
        return (to, _clock.Now);
    }
}
