using System.CommandLine;
using System.Security.Cryptography;

namespace LoadGenerator.Webhooks;

/// <summary>load-generator webhooks</summary>
internal static class WebhooksCommand
{
    private const string About = """
        Sends signed incoming-call webhooks, each of a call of its own, and reports how they were answered.
        All are made and signed before the clock starts. Exit code 1 unless all answers are 2xx and TwiML.

        Examples:
          load-generator webhooks --url http://localhost:3701 --account-sid AC... --auth-token ... --to +14155550100
          load-generator webhooks ... --count 60000 --connections 16 --rate 1000   (open loop: 1,000 a second)
          load-generator webhooks ... --seed 42 --json result.json
        """;

    private static readonly Option<int> Count = new("--count")
    {
        Description = "Webhooks that count.",
        DefaultValueFactory = _ => 10_000,
    };
    private static readonly Option<int> Warmup = new("--warmup")
    {
        Description = "Webhooks that are sent first and do not count.",
        DefaultValueFactory = _ => 0,
    };
    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "Keep-alive connections, one request under way on each.",
        DefaultValueFactory = _ => 64,
    };
    private static readonly Option<double?> Rate = new("--rate")
    {
        Description = "Open loop: webhooks per second at fixed times; latency counts from the time each was due.",
    };
    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Decides call SIDs and callers. Without it, one is drawn and printed.",
    };

    public static Command Create()
    {
        var target = new TargetOptions();
        var json = JsonFile.Option();
        var command = new Command("webhooks", About) { Count, Warmup, Connections, Rate, Seed, json };
        target.AddTo(command);
        AtLeast(Count, 1);
        AtLeast(Connections, 1);
        AtLeast(Warmup, 0);
        Rate.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<double?>() is <= 0)
                r.AddError("--rate must be more than 0.");
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var report = Load.Run(target.Read(parsed), ReadOptions(parsed), cancellation);
                Console.WriteLine(report);
                await JsonFile.WriteAsync(parsed.GetValue(json), report, cancellation);
                return report.IsGood ? 0 : 1;
            }
        );
        return command;
    }

    private static LoadOptions ReadOptions(ParseResult parsed) =>
        new(
            parsed.GetValue(Count),
            parsed.GetValue(Warmup),
            parsed.GetValue(Connections),
            parsed.GetValue(Rate),
            parsed.GetValue(Seed) ?? RandomNumberGenerator.GetInt32(1, int.MaxValue)
        );

    private static void AtLeast(Option<int> option, int least) =>
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < least)
                r.AddError($"{option.Name} must be at least {least}.");
        });
}
