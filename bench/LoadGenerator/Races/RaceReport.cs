using LoadGenerator.Http;

namespace LoadGenerator.Races;

/// <param name="Bad">Answers that are not 2xx and TwiML.</param>
/// <param name="Split">Rounds whose answers are not all the same.</param>
/// <param name="Reconnects">Connections that had to be opened again: then not every process got every webhook.</param>
internal sealed record RaceReport(RaceOptions Options, int Answers, int Bad, int Split, int Reconnects)
{
    public bool IsGood => Bad == 0 && Split == 0 && Reconnects == 0;

    public static RaceReport Of(RaceOptions options, Answer[,] answers, int reconnects)
    {
        var split = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            var isSplit = false;
            for (var index = 1; index < options.Connections; index++)
                isSplit |= answers[round, index] != answers[round, 0];
            split += isSplit ? 1 : 0;
        }
        return new RaceReport(options, answers.Length, answers.Cast<Answer>().Count(a => !a.IsGood), split, reconnects);
    }

    public override string ToString() =>
        $"""
            seed        {Options.Seed}
            races       {Options.Rounds:N0}, each webhook over {Options.Connections} connections at once
            answers     {Answers:N0}, {Bad:N0} not 2xx and TwiML; {Split:N0} rounds with different answers; {Reconnects} reconnects
            """;
}
