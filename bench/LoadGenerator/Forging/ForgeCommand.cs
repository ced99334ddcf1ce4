using System.CommandLine;
using System.Globalization;
using LoadGenerator.Http;
using LoadGenerator.Twilio;
using LoadGenerator.Webhooks;

namespace LoadGenerator.Forging;

/// <summary>load-generator forge</summary>
internal static class ForgeCommand
{
    private const string About = """
        Sends webhooks that Twilio did not sign, forged in 17 ways in turn: without a signature, with another's, with one
        bit changed, signed for another address, account or parameter, by another token or algorithm. Exit code 1 unless
        each is answered with 4xx.

        Example:
          load-generator forge --url http://localhost:3701 --account-sid AC... --auth-token ... --to +14155550100 \
            --count 1000000 --seed 1
        """;

    private const int Slice = 100_000;

    private static readonly Option<int> Count = new("--count")
    {
        Description = "Webhooks.",
        DefaultValueFactory = _ => 1_000_000,
    };
    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "Sent at the same time.",
        DefaultValueFactory = _ => 64,
    };
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Decides everything that is drawn.",
        DefaultValueFactory = _ => 1,
    };

    public static Command Create()
    {
        var target = new TargetOptions();
        var json = JsonFile.Option();
        var command = new Command("forge", About) { Count, Connections, Seed, json };
        target.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var report = Run(target.Read(parsed), parsed, cancellation);
                Console.WriteLine(report);
                await JsonFile.WriteAsync(parsed.GetValue(json), report, cancellation);
                return report.IsGood ? 0 : 1;
            }
        );
        return command;
    }

    private static ForgeReport Run(Target target, ParseResult parsed, CancellationToken cancellation)
    {
        var (count, seed) = (parsed.GetValue(Count), parsed.GetValue(Seed));
        var forger = new Forger(target, seed);
        var report = new ForgeReport(seed);
        using var connections = new ConnectionSet(target.Webhook, parsed.GetValue(Connections));
        for (var first = 0; first < count; first += Slice)
        {
            var start = first;
            var outcome = new LoadRun(connections.All, rate: null).Send(
                Math.Min(Slice, count - first),
                index => forger.Make(start + index),
                cancellation
            );
            report.Add(first, outcome.Answers);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"forged {report.Count:N0} of {count:N0}: {report.Accepted} accepted"
                )
            );
        }
        return report;
    }
}
