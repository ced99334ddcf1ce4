using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Jobs;

/// <summary>A process is halted (SIGSTOP) in the middle of a send and goes on long after others have taken its place.</summary>
public sealed class HungProcessScenarios
{
    [Fact]
    public async Task A_halted_process_is_replaced_and_does_nothing_twice_when_it_goes_on()
    {
        var spill = Directory.CreateTempSubdirectory("scenario-spill-");
        await using var stack = await Stack.StartAsync();
        var business = await Business.OpenAsync(stack);
        await business.OwnerDoesNotAnswerAsync();
        using var silentTwilio = new TcpListener(IPAddress.Loopback, 0);
        silentTwilio.Start();
        await stack.Server.KillAsync();
        await stack.StartServerAsync(settings: ("TWILIO_API_BASE_URL", $"http://{silentTwilio.LocalEndpoint}"));
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        // Its request is on the wire, and nobody answers.
        using var request = await silentTwilio.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var halted = stack.Server;
        var first = await NodeOfRunningJobAsync(stack);
        await SignalAsync(halted, "STOP");
        try
        {
            var since = Stopwatch.GetTimestamp();
            await stack.StartServerAsync(
                "worker",
                ("PORT", "0"),
                ("SPILL_DIR", spill.FullName),
                ("TWILIO_API_BASE_URL", stack.EmulatorUrl.ToString())
            );
            await UntilAsync(
                stack,
                "SELECT count(*) FROM twilio_server.jobs WHERE kind = 'message.send' AND attempt = 2"
            );
            await Console.Error.WriteLineAsync(
                $"   a halted process was replaced after {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s"
            );
        }
        finally
        {
            await SignalAsync(halted, "CONT");
        }
        await UntilAsync(stack, $"SELECT count(*) FROM twilio_server.nodes WHERE node_id > {first} + 1");
        await UntilAsync(stack, "SELECT count(*) FROM sms_messages WHERE status = 'unknown'");
        Assert.Contains("was silent and is ended", halted.Output, StringComparison.Ordinal);
        Assert.Empty(await business.TextsSoFarToAsync(business.Customer));
        Assert.Equal(1, await CountAsync(stack, "SELECT count(*) FROM twilio_server.send_attempts"));
    }

    private static async Task SignalAsync(RunningProgram program, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{program.ProcessId}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    private static async Task<long> NodeOfRunningJobAsync(Stack stack)
    {
        await UntilAsync(stack, "SELECT count(*) FROM twilio_server.send_attempts");
        return await CountAsync(stack, "SELECT max(node_id) FROM twilio_server.send_attempts");
    }

    private static async Task UntilAsync(Stack stack, string count)
    {
        var since = Stopwatch.GetTimestamp();
        while (await CountAsync(stack, count) == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30), $"{count}\n{stack.ServerLog}");
            await Task.Delay(20);
        }
    }

    private static async Task<long> CountAsync(Stack stack, string count)
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(count);
    }
}
