using System.Diagnostics;
using System.Globalization;
using System.Net;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Webhooks;

/// <summary>Ten thousand sockets that want nothing, or want it slowly, beside the traffic of honest callers.</summary>
public sealed class ManySocketsScenarios
{
    private const int Sockets = 10_000;
    private const int PerAddress = 200;
    private const int GoodWebhooks = 600;

    [Fact]
    public async Task Ten_thousand_idle_and_slow_sockets_disturb_nobody()
    {
        await using var stack = await Stack.StartAsync();
        var business = await Business.OpenAsync(stack);
        await GoodTrafficAsync(stack, business, 1, 100);
        var alone = await GoodTrafficAsync(stack, business, 1000, GoodWebhooks);
        var sockets = new List<RawConnection>();
        try
        {
            await OpenAsync(stack, sockets);
            var beside = await GoodTrafficAsync(stack, business, 2000, GoodWebhooks);
            var memory = ResidentMegabytes(stack.Server.ProcessId);
            await Console.Error.WriteLineAsync(
                $"   good webhooks one after another: p50 {alone.P50:F1} ms, p99 {alone.P99:F1} ms alone; "
                    + $"p50 {beside.P50:F1} ms, p99 {beside.P99:F1} ms beside {sockets.Count:N0} idle and slow sockets; RSS {memory} MB"
            );
            Assert.True(memory < 400, $"{memory} MB");
            Assert.True(beside.P99 < 100, $"p99 {beside.P99} ms");
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task One_address_holds_200_connections_and_one_more_is_closed()
    {
        await using var stack = await Stack.StartAsync();
        var sockets = new List<RawConnection>();
        Task<string>[] readings = [];
        try
        {
            for (var i = 0; i <= PerAddress; i++)
                sockets.Add(await RawConnection.OpenAsync(stack.ServerUrl, "127.5.5.5"));
            // Nearly always the last; but they are counted in the order in which threads come to them.
            readings = [.. sockets.Select(socket => socket.ReadToEndAsync())];
            Assert.Equal("", await await Task.WhenAny(readings));
            using var other = await RawConnection.OpenAsync(stack.ServerUrl, "127.5.5.6");
            await other.SendAsync("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200", await other.ReadToEndAsync(), StringComparison.Ordinal);
            Assert.Contains("too-many-connections", stack.ServerLog, StringComparison.Ordinal);
            Assert.Equal(PerAddress, readings.Count(reading => !reading.IsCompleted));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
            await Task.WhenAll(readings.Select(Task (reading) => reading))
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
        }
    }

    /// <summary>Half say nothing, the others are in the middle of their headers or of a body.</summary>
    private static async Task OpenAsync(Stack stack, List<RawConnection> sockets)
    {
        const string head = "POST /webhooks/voice HTTP/1.1\r\nHost: localhost\r\n";
        const string form = head + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n";
        for (var i = 0; i < Sockets; i++)
        {
            var address = i / PerAddress;
            var socket = await RawConnection.OpenAsync(stack.ServerUrl, $"127.9.{address / 250}.{1 + address % 250}");
            sockets.Add(socket);
            if (i % 4 == 1)
                await socket.TrySendAsync(head + "X-Filler: " + new string('x', 2000));
            else if (i % 4 == 3)
                await socket.TrySendAsync(form + new string('x', 2000));
        }
    }

    private static async Task<(double P50, double P99)> GoodTrafficAsync(
        Stack stack,
        Business business,
        int first,
        int count
    )
    {
        var took = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var callSid = $"CA{first + i:x32}";
            var parameters = Webhook.Parameters(business.Number, business.Customer, callSid, "ringing");
            var since = Stopwatch.GetTimestamp();
            using var answer = await SignedPost.SendAsync(stack, "/webhooks/voice", parameters);
            took.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        took.Sort();
        return (took[count / 2], took[count * 99 / 100]);
    }

    private static int ResidentMegabytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(each => each.StartsWith("VmRSS:"));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            / 1024;
    }
}
