using System.Net;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

public sealed class RefusalCounterTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly TestClock _clock = new();
    private readonly LogLines<RefusalCounter> _log = new();

    [Fact]
    public void Each_source_is_told_once_a_minute()
    {
        var refusals = Counter();
        for (var i = 0; i < 100; i++)
        {
            refusals.Count(Refusal.WrongSignature, IPAddress.Parse("192.0.2.1"));
            refusals.Count(Refusal.NoSignature, IPAddress.Parse("192.0.2.2"));
            refusals.Count(Refusal.NoSignature, IPAddress.Parse($"2001:db8::{i:x}"));
        }
        Assert.Equal(3, _log.Written.Count);
        Assert.Contains("192.0.2.1 with 403: signature-wrong", _log.Written[0]);
        _clock.Advance(TimeSpan.FromMinutes(1));
        refusals.Count(Refusal.WrongSignature, IPAddress.Parse("192.0.2.1"));
        Assert.Equal(4, _log.Written.Count);
    }

    [Fact]
    public void Of_a_flood_of_sources_a_thousand_are_told_and_then_that_there_are_more()
    {
        var refusals = Counter();
        for (var i = 0; i < 5000; i++)
            refusals.Count(Refusal.WrongSignature, new IPAddress(0x0A000000L + i));
        Assert.Equal(1001, _log.Written.Count);
        Assert.Contains("more than 1,000 sources", _log.Written[^1]);
    }

    [Fact]
    public async Task A_flood_costs_one_row_a_minute_and_reason()
    {
        var refusals = Counter();
        using var stop = new CancellationTokenSource();
        var running = refusals.RunAsync(stop.Token);
        Parallel.For(0, 10_000, i => refusals.Count(Refusal.TooLarge, IPAddress.Loopback));
        refusals.CountTolerated(Refusal.NoUrlToken, IPAddress.Loopback);
        await stop.CancelAsync();
        await running;
        Assert.Equal(
            [("tolerated-token-missing", 1L), ("too-large", 10_000L)],
            await database.QueryAsync<(string, long)>(
                "SELECT reason, refused FROM twilio_server.webhook_refusals ORDER BY reason"
            )
        );
    }

    private RefusalCounter Counter() => new(database.DataSource, _clock, _log);
}
