using System.CommandLine;
using System.Globalization;
using TimingBench;

const string about = """
    Measures whether the time of a refusal tells how much of a secret was right: guesses whose first byte is wrong beside
    guesses whose last byte is, compared by Welch's t test. Prints a row of a table for each place that compares secrets,
    and one for a comparison that stops at the first difference, which must be found out.
    Exit code 1 unless |t| is below 4.5 for the service's own, and above it for that one.

    Example:
      timing-bench --samples 1000000 --seed 1
    """;

var samples = new Option<int>("--samples")
{
    Description = "Guesses of each of the two kinds.",
    DefaultValueFactory = _ => 1_000_000,
};
var seed = new Option<int>("--seed")
{
    Description = "Decides the guesses and their order.",
    DefaultValueFactory = _ => 1,
};
var root = new RootCommand(about) { samples, seed };
root.SetAction(
    async (parsed, _) =>
    {
        await using var subjects = new Subjects();
        var isGood = true;
        foreach (var subject in subjects.All())
        {
            var measured = Measurement.Of(subject, parsed.GetValue(samples), new Random(parsed.GetValue(seed)));
            isGood &= measured.IsAsItShouldBe;
            Console.WriteLine(Row(measured));
        }
        return isGood ? 0 : 1;
    }
);
return await root.Parse(args).InvokeAsync();

static string Row(Measurement measured) =>
    string.Create(
        CultureInfo.InvariantCulture,
        $"| {measured.Subject.Name} | {measured.FirstNanoseconds:F1} | {measured.LastNanoseconds:F1} | {measured.AllT:F2} | {measured.KeptT:F2} | {(measured.Subject.IsControl ? "≥" : "<")} 4.5 | {(measured.IsAsItShouldBe ? "PASS" : "FAIL")} |"
    );
