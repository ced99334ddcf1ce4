using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;

namespace TwilioEmulator;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var parsed = CommandLine.Root(ServeAsync).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
            return await FailAsync(parsed.Errors[0].Message);
        // The web host has its own handling of Ctrl-C and SIGTERM.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> ServeAsync(EmulatorOptions options)
    {
        if (options.Problem() is { } problem)
            return await FailAsync(problem);
        await using var app = App.Create(options);
        string url;
        try
        {
            url = await App.StartAsync(app);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            return await FailAsync(failure.Message);
        }
        var listening = new
        {
            @event = "listening",
            url,
            accountSid = options.AccountSid,
        };
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(listening));
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync($"twilio-emulator: {message.ReplaceLineEndings(" ")}");
        return 1;
    }
}
