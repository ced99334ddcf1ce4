using System.CommandLine;
using System.Security.Cryptography;

namespace LoadGenerator.Races;

/// <summary>load-generator race</summary>
internal static class RaceCommand
{
    private const string About = """
        Posts the same signed voice webhook, byte for byte, over all connections at the same moment, round after round,
        each round with a call of its own. Behind a balancer that deals connections out in turn, with as many connections
        as processes or a multiple, every process gets each webhook. Exit code 1 unless all answers are 2xx and TwiML and
        those of a round are the same.

        Example:
          load-generator race --url http://localhost:3701 --account-sid AC... --auth-token ... --to +14155550100 \
            --rounds 10000 --connections 6
        """;

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Calls.",
        DefaultValueFactory = _ => 10_000,
    };
    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "Connections, opened one after the other; each posts each webhook.",
        DefaultValueFactory = _ => 6,
    };
    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Decides call SIDs and callers. Without it, one is drawn and printed.",
    };

    public static Command Create()
    {
        var target = new TargetOptions();
        var json = JsonFile.Option();
        var command = new Command("race", About) { Rounds, Connections, Seed, json };
        target.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var options = new RaceOptions(
                    parsed.GetValue(Rounds),
                    parsed.GetValue(Connections),
                    parsed.GetValue(Seed) ?? RandomNumberGenerator.GetInt32(1, int.MaxValue)
                );
                var report = Race.Run(target.Read(parsed), options, cancellation);
                Console.WriteLine(report);
                await JsonFile.WriteAsync(parsed.GetValue(json), report, cancellation);
                return report.IsGood ? 0 : 1;
            }
        );
        return command;
    }
}
