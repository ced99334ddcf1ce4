using System.CommandLine;
using TwilioServer.Simulation;

namespace TwilioServer.Ops;

/// <summary><c>simulate</c>: days of calls with faults in virtual time, and whether everything held that must.</summary>
internal static class SimulateCommand
{
    private const int DefaultCalls = 2000;

    public static Command Create()
    {
        var calls = new Option<int>("--calls")
        {
            Description = "Calls within a simulated day.",
            DefaultValueFactory = _ => DefaultCalls,
        };
        calls.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
                result.AddError("--calls: expected 1 to 1000000.");
        });
        var seed = new Option<ulong>("--seed")
        {
            Description = "Decides everything that happens. The same seed gives the same day.",
            DefaultValueFactory = _ => 1,
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "How many days, each with the next seed. Ends with the first that fails.",
            DefaultValueFactory = _ => 1,
        };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object instead." };
        var command = new Command(
            "simulate",
            """
            Runs the service's own deciders and job handlers against simulated phones, a simulated Twilio and processes
            that die, in virtual time and in memory: no database, no network. After each event it checks what must always
            hold (one decision and at most one text for each missed call, a message never sent twice, states that never
            go back, ...). Exit code 1 when something does not hold; then it prints the seed and the story of that call.

            Example: twilio-server simulate --calls 10000 --seed 42
                     twilio-server simulate --seeds 100 --json
            """
        )
        {
            calls,
            seed,
            seeds,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Task.FromResult(
                    Run(
                        parsed.GetValue(calls),
                        parsed.GetValue(seed),
                        parsed.GetValue(seeds),
                        parsed.GetValue(json),
                        cancellation
                    )
                )
        );
        return command;
    }

    private static int Run(int calls, ulong firstSeed, int seeds, bool json, CancellationToken cancellation)
    {
        var report = new SimulationReport(calls);
        for (var i = 0; i < seeds && report.Failed is null; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var options = new SimulationOptions(calls, firstSeed + (ulong)i)
            {
                Progress = Console.IsErrorRedirected ? null : begun => ShowProgress(i, seeds, begun, calls),
            };
            report.Add(Simulator.Run(options));
        }
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r\e[K");
        report.Print(Console.Out, json);
        return report.Failed is null ? 0 : 1;
    }

    private static void ShowProgress(int day, int days, int begun, int calls) =>
        Console.Error.Write($"\r\e[Kday {day + 1} of {days}: {100L * begun / calls} % of {calls:N0} calls");
}
