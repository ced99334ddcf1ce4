using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using TwilioEmulator.Env;
using TwilioEmulator.Proxy;

namespace TwilioEmulator;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var parsed = CommandLine.Root(ServeAsync, ShowEnvironmentAsync).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
            return await FailAsync(parsed.Errors[0].Message);
        // The web host has its own handling of Ctrl-C and SIGTERM.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> ServeAsync(EmulatorOptions options)
    {
        if (options.Problem() is { } problem)
            return await FailAsync(problem);
        try
        {
            await using var app = App.Create(options);
            await App.StartAsync(app);
            await ServeAsync(app, options);
            return 0;
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            return await FailAsync(failure.Message);
        }
    }

    private static async Task ServeAsync(WebApplication app, EmulatorOptions options)
    {
        var address = app.Services.GetRequiredService<EmulatorAddress>();
        var state = new StateDirectory(options.StateDirectory);
        var running = RunningEmulator.Of(address, options, state);
        running?.Save(state);
        var listening = new
        {
            @event = "listening",
            url = address.BaseUrl,
            accountSid = options.AccountSid,
            proxyUrl = running?.ProxyUrl,
            caPath = running?.CaPath,
        };
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(listening));
        await app.WaitForShutdownAsync();
        running?.Forget(state);
    }

    private static async Task<int> ShowEnvironmentAsync(string stateDirectory, bool asJson)
    {
        if (RunningEmulator.Newest(new StateDirectory(stateDirectory)) is not { } running)
            return await FailAsync(
                $"No emulator with a proxy runs with --state-dir {stateDirectory}. Start one first."
            );
        await Console.Out.WriteLineAsync(asJson ? ToolEnvironment.Json(running) : ToolEnvironment.Shell(running));
        return 0;
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync($"twilio-emulator: {message.ReplaceLineEndings(" ")}");
        return 1;
    }
}
