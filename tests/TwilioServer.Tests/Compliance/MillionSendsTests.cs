using System.Diagnostics;
using TwilioServer.Journal;
using TwilioServer.Tests.Compliance.Sends;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Compliance;

/// <summary>
/// A million texts to every area code of the United States over two years: none goes in a quiet hour, none to who asked for
/// none. <c>TEST_SEED</c> tells another story.
/// </summary>
public sealed class MillionSendsTests
{
    private const int Sends = 1_000_000;
    private const int SendsOfABrokenRun = 40_000;
    private const int Parts = 64;

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), out var given)
        ? given
        : 20261125;

    [Fact]
    public void None_of_a_million_goes_in_a_quiet_hour_or_to_who_asked_for_none()
    {
        var since = Stopwatch.GetTimestamp();
        var tally = Run(Sends, Breakage.None);
        Figures.Print($"seed {Seed}: {Sends:N0} sends in {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s");
        foreach (var line in tally.Lines())
            Figures.Print(line);
        Assert.True(tally.Total.Violations == 0, string.Join('\n', tally.Examples));
        Assert.True(tally.Total.Sends >= Sends);
        // A service that sends nothing breaks no rule either.
        Assert.All(
            Enum.GetValues<MessageClass>().Where(kind => kind != MessageClass.Inbound),
            kind => Assert.True(tally.ByClass[kind.ToWord()].Goes > 0, kind.ToWord())
        );
        Assert.All(tally.ByClocks, clocks => Assert.True(clocks.Value.Goes > clocks.Value.Sends / 4, clocks.Key));
        Assert.All(tally.ByClocks, clocks => Assert.True(clocks.Value is { Waits: > 0, Blocked: > 0, Expired: > 0 }));
    }

    [Theory]
    [InlineData(Breakage.SummerTimeForgotten)]
    [InlineData(Breakage.AnHourLonger)]
    [InlineData(Breakage.OptOutsForgotten)]
    internal void A_broken_rule_is_found(Breakage breakage)
    {
        var tally = Run(SendsOfABrokenRun, breakage);
        Figures.Print($"{breakage}: {tally.Total.Violations:N0} violations in {tally.Total.Sends:N0} sends");
        Assert.InRange(tally.Total.Violations, 100, int.MaxValue);
    }

    private static SendTally Run(int sends, Breakage breakage)
    {
        var tallies = new SendTally[Parts];
        // One after the other: tests about outages run beside this one, and a starved machine looks like an outage to them.
        for (var part = 0; part < Parts; part++)
            tallies[part] = RunPart(part, (sends + Parts - 1) / Parts, breakage);
        var all = new SendTally();
        foreach (var tally in tallies)
            all.Add(tally);
        return all;
    }

    private static SendTally RunPart(int part, int sends, Breakage breakage)
    {
#pragma warning disable CA5394 // The seed makes it repeatable, and nothing is secret.
        var random = new Random(unchecked(Seed * 31 + part));
#pragma warning restore CA5394
        var tally = new SendTally();
        var plans = new SendPlans(random);
        while (tally.Total.Sends < sends)
        {
            var around = plans.Moment();
            new RecipientStory(random, tally, breakage).Tell(plans.Sends(around), plans.Inbound(around));
        }
        return tally;
    }
}
