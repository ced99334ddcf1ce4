using System.Net.Sockets;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>Redis holds nothing that cannot be made again.</summary>
public sealed class RedisScenarios(RigTemplate template)
{
    [Fact]
    public async Task Redis_that_is_emptied_under_load_loses_nothing()
    {
        await using var rig = await Rig.StartAsync(template);
        using var stop = new CancellationTokenSource();
        var flushing = FlushAsync(stop.Token);
        await EmulatorCalls.PlaceAsync(rig, 5);
        await rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, 120), 16);
        await Rest.ReachAsync(rig);
        await stop.CancelAsync();
        Assert.True(await flushing > 0);
        await Rest.JudgeAsync(rig, new Expectation());
    }

    [Fact]
    public async Task Redis_that_vanishes_and_comes_back_loses_nothing()
    {
        await using var rig = await Rig.StartAsync(template);
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, 150), 16);
        await rig.AcknowledgedAsync(60, playing);
        rig.RedisLink.Refuse();
        rig.RedisLink.Reset();
        await rig.AcknowledgedAsync(150, playing);
        rig.RedisLink.Heal();
        rig.RedisLink.Blackhole();
        await rig.AcknowledgedAsync(250, playing);
        rig.RedisLink.Heal();
        await playing;
        await Rest.JudgeAsync(rig, new Expectation());
    }

    /// <summary>Empties Redis every 100 ms.</summary>
    /// <returns>How often it was emptied.</returns>
    private static async Task<int> FlushAsync(CancellationToken stop)
    {
        var url = new Uri(TestEnvironment.RedisUrl);
        using var redis = new TcpClient();
        await redis.ConnectAsync(url.Host, url.Port, CancellationToken.None);
        var answer = new byte[5];
        for (var times = 0; ; times++)
        {
            if (stop.IsCancellationRequested)
                return times;
            await redis.GetStream().WriteAsync("FLUSHDB\r\n"u8.ToArray(), CancellationToken.None);
            await redis.GetStream().ReadExactlyAsync(answer, CancellationToken.None);
            Assert.Equal("+OK\r\n"u8, answer);
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
