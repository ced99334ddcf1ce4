using System.CommandLine;
using System.Globalization;
using LoadGenerator.Http;
using LoadGenerator.Twilio;
using LoadGenerator.Webhooks;

namespace LoadGenerator.Replaying;

/// <summary>load-generator replay</summary>
internal static class ReplayCommand
{
    private const string About = """
        Sends the same webhooks over and over again, as somebody would who recorded them: rightly signed, and of no more
        effect. Exit code 1 unless each is answered with 2xx and TwiML, always with the words that it was answered with
        first. What these were is kept in a file: written where there is none, compared with where there is one.

        Examples:
          load-generator replay ... --of 1000 --count 1000 --seed 1 --words first.txt      (each for the first time)
          load-generator replay ... --of 1000 --count 1000000 --seed 1 --words first.txt   (and again)
        """;

    private const int Slice = 100_000;

    private static readonly Option<int> Count = new("--count")
    {
        Description = "Repeats in all.",
        DefaultValueFactory = _ => 1_000_000,
    };
    private static readonly Option<int> Of = new("--of")
    {
        Description = "Different webhooks among them.",
        DefaultValueFactory = _ => 1_000,
    };
    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "Keep-alive connections, one request under way on each.",
        DefaultValueFactory = _ => 64,
    };
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "The seed of the webhooks that are repeated.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<FileInfo> Words = new("--words")
    {
        Description = "The file with a number for the words of each first answer.",
        Required = true,
    };

    public static Command Create()
    {
        var target = new TargetOptions();
        var command = new Command("replay", About) { Count, Of, Connections, Seed, Words };
        target.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(target.Read(parsed), parsed, cancellation)));
        return command;
    }

    private static int Run(Target target, ParseResult parsed, CancellationToken cancellation)
    {
        var (count, different) = (parsed.GetValue(Count), parsed.GetValue(Of));
        var factory = new WebhookFactory(target, parsed.GetValue(Seed));
        var requests = Enumerable.Range(0, different).Select(_ => factory.Next()).ToArray();
        var file = parsed.GetRequiredValue(Words);
        var words = Read(file, different);
        var (good, changed) = (0, 0);
        using var connections = new ConnectionSet(target.Webhook, parsed.GetValue(Connections));
        for (var first = 0; first < count; first += Slice)
        {
            var start = first;
            var length = Math.Min(Slice, count - first);
            var outcome = new LoadRun(connections.All, rate: null).Send(
                length,
                index => requests[(start + index) % different],
                cancellation
            );
            for (var i = 0; i < length; i++)
            {
                var answer = outcome.Answers[i];
                good += answer.IsGood ? 1 : 0;
                changed += (words[(start + i) % different] ??= answer.BodyHash) == answer.BodyHash ? 0 : 1;
            }
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"repeated {first + length:N0} of {count:N0} ({different:N0} different): {good:N0} answered with TwiML, {changed:N0} with other words than before"
                )
            );
        }
        if (!file.Exists)
            File.WriteAllLines(file.FullName, words.Select(word => word?.ToString(CultureInfo.InvariantCulture) ?? ""));
        return good == count && changed == 0 ? 0 : 1;
    }

    private static int?[] Read(FileInfo file, int different)
    {
        if (!file.Exists)
            return new int?[different];
        var words = File.ReadAllLines(file.FullName)
            .Select(line => (int?)int.Parse(line, CultureInfo.InvariantCulture));
        return words.ToArray() is { } read && read.Length == different
            ? read
            : throw new InvalidOperationException($"{file.Name} is not of {different} webhooks.");
    }
}
