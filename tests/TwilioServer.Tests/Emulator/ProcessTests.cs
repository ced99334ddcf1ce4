using System.Diagnostics;
using System.Text.Json;
using TwilioEmulator;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>The program as others start it: one line when it listens, one line when it cannot.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Prints_one_line_when_it_listens_and_stops_when_told()
    {
        using var process = Start("serve --port 0 --clock stepped");
        var line = await process.StandardOutput.ReadLineAsync();
        var listening = JsonDocument.Parse(line!).RootElement;
        Assert.Equal("listening", listening.GetProperty("event").GetString());
        Assert.Equal("AC0123456789abcdef0123456789abcdef", listening.GetProperty("accountSid").GetString());
        using var http = new HttpClient { BaseAddress = new Uri(listening.GetProperty("url").GetString()!) };
        using var health = await http.GetAsync("/control/health");
        Assert.True(health.IsSuccessStatusCode);
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
    }

    [Theory]
    [InlineData("--port abc")]
    [InlineData("--port 70000")]
    [InlineData("--clock fast")]
    [InlineData("--clock-factor 0")]
    [InlineData("--account-sid AC1")]
    [InlineData("--bogus")]
    public async Task Says_in_one_line_what_is_wrong_with_the_command_line(string arguments)
    {
        using var process = Start(arguments);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, process.ExitCode);
        var error = await process.StandardError.ReadToEndAsync();
        Assert.Single(error.Trim().Split('\n'));
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
    }

    [Fact]
    public async Task Says_in_one_line_that_its_port_is_taken()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        using var process = Start($"--port {((System.Net.IPEndPoint)taken.LocalEndpoint).Port}");
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, process.ExitCode);
        var error = await process.StandardError.ReadToEndAsync();
        Assert.Contains("address already in use", Assert.Single(error.Trim().Split('\n')));
    }

    private static Process Start(string arguments)
    {
        var assembly = typeof(EmulatorOptions).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", $"exec \"{assembly}\" {arguments}")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TWILIO_ACCOUNT_SID"] = "AC0123456789abcdef0123456789abcdef";
        start.Environment["TWILIO_AUTH_TOKEN"] = "";
        return Process.Start(start)!;
    }
}
