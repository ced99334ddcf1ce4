using Dapper;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>
/// The process dies, as by kill -9, at each place where a crash could tear two steps apart. A supervisor starts it
/// again, and Twilio delivers again what got no answer, and some of what did.
/// </summary>
public sealed class CrashPointScenarios(RigTemplate template)
{
    private const int Calls = 60;
    private const int AtOnce = 16;

    /// <summary>
    /// The senders of one process. Each may be between its permission and Twilio's answer when the process dies, and is
    /// then asked about, never sent again: its text may be missing, and says so.
    /// </summary>
    private const int Senders = 16;

    private static readonly Expectation Killed = new() { ErrorsAreExplained = true, UnclearSends = Senders };

    [Theory]
    [InlineData("webhook.before-journal:60")]
    [InlineData("journal.before-read:6")]
    [InlineData("journal.after-read:6")]
    [InlineData("journal.before-commit:6")]
    [InlineData("journal.after-commit:6")]
    [InlineData("webhook.before-answer:60")]
    [InlineData("job.after-claim:2")]
    [InlineData("resolve.before-event:5")]
    [InlineData("send.before-permission:10")]
    [InlineData("send.after-permission:10")]
    [InlineData("send.after-post:10")]
    [InlineData("send.after-settled:10")]
    public async Task Killed_under_load_it_loses_nothing_and_does_nothing_twice(string crashAt)
    {
        await using var rig = await Rig.StartAsync(template, crashAt: crashAt);
        var calls = DriverCall.Many(rig.Entry, 0, Calls);
        await EmulatorCalls.PlaceAsync(rig, 5);

        var playing = rig.Driver.PlayAsync(calls, AtOnce);
        await rig.Node.DiedAsync();
        await rig.Node.StartAsync();
        var unanswered = await playing;
        await DeliverAgainAsync(rig, [.. unanswered, .. calls.Take(20).SelectMany(call => call.Webhooks)]);

        await Rest.JudgeAsync(rig, Killed);
    }

    [Fact]
    public async Task Killed_again_while_it_starts_it_loses_nothing_and_does_nothing_twice()
    {
        await using var rig = await Rig.StartAsync(template, crashAt: "journal.after-commit:6");
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, Calls), AtOnce);
        await rig.Node.DiedAsync();
        await rig.Node.StartAsync("node.after-register", mayDieAtOnce: true);
        await rig.Node.DiedAsync();
        await rig.Node.StartAsync();
        await DeliverAgainAsync(rig, await playing);

        await Rest.JudgeAsync(rig, Killed);
    }

    [Fact]
    public async Task Killed_while_it_looks_for_a_text_that_was_sent_it_finds_it_and_does_not_send_again()
    {
        await using var rig = await Rig.StartAsync(template, crashAt: "send.after-post");
        var call = DriverCall.NotAnswered(rig.Entry, 0);
        await rig.Driver.PlayAsync([call], 1);
        await rig.Node.DiedAsync();

        // The emulator's time stands still, so no callback settles it first: the list has to.
        await rig.Node.StartAsync("lookup.before-event");
        await Rest.StatusIsAsync(rig, "unknown");
        await Rest.PassTimeAsync(rig);
        await rig.Node.DiedAsync();
        await rig.Node.StartAsync();

        await Rest.StatusIsAsync(rig, "queued", "accepted");
        await Rest.JudgeAsync(rig, new Expectation { ErrorsAreExplained = true });
        Assert.Single((await EvidenceReader.ReadAsync(rig)).Texts);
    }

    [Fact]
    public async Task Killed_while_a_commit_is_under_way_it_has_acknowledged_nothing_of_it()
    {
        await using var rig = await Rig.StartAsync(template);
        var calls = DriverCall.Many(rig.Entry, 0, 12);
        foreach (var some in calls.Chunk(4))
        {
            // Deciders go on under this lock, and no transaction that has something to say can commit.
            await using var psql = await PsqlSession.HoldAsync(rig, "LOCK TABLE webhook_logs IN SHARE MODE; SELECT 1");
            var acknowledged = rig.Ledger.AcknowledgedAsync(rig.Ledger.Acknowledged + 1);
            var playing = rig.Driver.PlayAsync(some, AtOnce);
            // Long enough for an answer that does not wait for the commit, and too short for the spill.
            await Task.WhenAny(acknowledged, Task.Delay(300));
            await rig.Node.KillAsync();
            await playing;
            await IsForgottenAsync(rig);
            await psql.ReleaseAsync();
            await rig.Node.StartAsync();
        }
        Assert.Equal(0, rig.Ledger.Acknowledged);
        await DeliverAgainAsync(rig, [.. calls.SelectMany(call => call.Webhooks)]);

        await Rest.JudgeAsync(rig, Killed);
    }

    /// <summary>Waits until PostgreSQL has given up what a killed process asked for.</summary>
    private static async Task IsForgottenAsync(Rig rig)
    {
        const string sessions =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'twilio-server journal' AND datname = current_database()";
        await using var connection = await rig.Database.OpenConnectionAsync();
        for (var attempt = 0; await connection.ExecuteScalarAsync<int>(sessions) > 0; attempt++)
        {
            Assert.True(attempt < 500, "The sessions of a killed process stay.");
            await Task.Delay(20);
        }
    }

    [Theory]
    [InlineData("spill.after-append:5")]
    [InlineData("spill.during-import:2")]
    public async Task Killed_while_it_spills_or_imports_it_loses_nothing_and_does_nothing_twice(string crashAt)
    {
        await using var rig = await Rig.StartAsync(template, 1, crashAt, Rig.SoonMilliseconds);
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, 150), AtOnce);
        // On a starved machine it spills, and dies, before anybody cuts the link.
        await AcknowledgedOrDeadAsync(rig, 60, playing);
        rig.DatabaseLink.Refuse();
        rig.DatabaseLink.Reset();
        if (crashAt.Contains("import", StringComparison.Ordinal))
        {
            await AcknowledgedOrDeadAsync(rig, 200, playing);
            rig.DatabaseLink.Heal();
        }
        await rig.Node.DiedAsync();
        rig.DatabaseLink.Heal();
        await rig.Node.StartAsync();
        await DeliverAgainAsync(rig, await playing);

        await Rest.JudgeAsync(rig, Killed);
    }

    /// <summary>Waits until so many deliveries were answered, or the process has died over its crash point.</summary>
    private static async Task AcknowledgedOrDeadAsync(Rig rig, int deliveries, Task load)
    {
        var reached = rig.Ledger.AcknowledgedAsync(deliveries);
        await Task.WhenAny(reached, rig.Node.EndAsync(), load);
        if (!reached.IsCompleted)
            await rig.Node.DiedAsync();
    }

    internal static async Task DeliverAgainAsync(Rig rig, IReadOnlyList<SignedWebhook> webhooks)
    {
        foreach (var webhook in webhooks)
            Assert.True(
                await rig.Driver.SendAsync(webhook) is { Status: 200 or 204 },
                $"{webhook.Target}\n{rig.Node.Log}"
            );
    }
}
