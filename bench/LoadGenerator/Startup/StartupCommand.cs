using System.CommandLine;
using System.Security.Cryptography;
using LoadGenerator.Twilio;

namespace LoadGenerator.Startup;

/// <summary>load-generator startup</summary>
internal static class StartupCommand
{
    private const string About = """
        Starts a server again and again and measures from the start of its process to the first signed webhook that it
        answers with TwiML. Its settings are those of this process's environment; --url must be where it will listen.
        Exit code 1 if a start fails, 2 if the median is not below --limit.

        Example:
          PORT=3701 load-generator startup --exe ./twilio-server --args serve --url http://localhost:3701 \
            --account-sid AC... --auth-token ... --to +14155550100 --runs 5
        """;

    private static readonly Option<FileInfo> Exe = new("--exe")
    {
        Description = "The server's executable.",
        Required = true,
    };
    private static readonly Option<string[]> Args = new("--args")
    {
        Description = "Its arguments.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<int> Runs = new("--runs")
    {
        Description = "How often to start it.",
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<double?> Limit = new("--limit")
    {
        Description = "Milliseconds that the median must stay below.",
    };
    private static readonly Option<FileInfo?> Log = new("--log") { Description = "Where the server's output goes." };

    public static Command Create()
    {
        var target = new TargetOptions();
        var json = JsonFile.Option();
        var command = new Command("startup", About) { Exe, Args, Runs, Limit, Log, json };
        target.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var report = await MeasureAsync(parsed, target.Read(parsed), cancellation);
                Console.WriteLine(report);
                await JsonFile.WriteAsync(parsed.GetValue(json), report, cancellation);
                return report.Median < (parsed.GetValue(Limit) ?? double.MaxValue) ? 0 : 2;
            }
        );
        return command;
    }

    private static async Task<StartupReport> MeasureAsync(
        ParseResult parsed,
        Target target,
        CancellationToken cancellation
    )
    {
        var webhooks = new WebhookFactory(target, RandomNumberGenerator.GetInt32(1, int.MaxValue));
        var exe = parsed.GetRequiredValue(Exe).FullName;
        var probe = new StartupProbe(target, exe, parsed.GetRequiredValue(Args), webhooks);
        await using var log = parsed.GetValue(Log)?.Create() ?? Stream.Null;
        var times = new List<StartupTime>();
        for (var run = 0; run < Math.Max(1, parsed.GetValue(Runs)); run++)
            times.Add(await probe.MeasureAsync(log, cancellation));
        return new StartupReport(times);
    }
}
