using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using TwilioServer.Configuration;

namespace TwilioServer.Ops;

/// <summary><c>serve</c>: runs the service until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var role = new Option<Role>("--role")
        {
            Description = "What this process does: web takes webhooks, worker works on jobs, all does both.",
            DefaultValueFactory = _ => Role.All,
        };
        var command = new Command(
            "serve",
            """
            Runs the service. Settings come from environment variables (twilio-server settings lists them).
            Prints one JSON line when it listens. Stops on SIGTERM and SIGINT.

            Example: DATABASE_URL=postgresql://localhost/nevermisscall twilio-server serve --role web
            """
        )
        {
            role,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(role), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Role role, CancellationToken cancellation)
    {
        var settings = ServerSettings.Read(Environment.GetEnvironmentVariable);
        CrashPoints.Arm(settings.CrashAt);
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        await using var app = await ServerApp.StartAsync(settings, role, cancellation);
        var url = new Uri(app.Address);
        Console.WriteLine(
            $$"""{"event":"listening","url":{{JsonSerializer.Serialize(app.Address, CommandJson.Default.String)}},"port":{{url.Port}}}"""
        );
        await stop.Task;
        await app.StopAsync();
        return 0;
    }

    private static void Stop(PosixSignalContext signal, TaskCompletionSource stop)
    {
        signal.Cancel = true;
        stop.TrySetResult();
    }
}
