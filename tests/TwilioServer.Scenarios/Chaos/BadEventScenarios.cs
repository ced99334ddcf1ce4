using Dapper;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>An event that cannot be decided, or not be written, costs itself alone.</summary>
public sealed class BadEventScenarios(RigTemplate template)
{
    private const int Bad = 1000;

    [Fact]
    public async Task A_decider_that_throws_costs_one_event_and_disturbs_nobody()
    {
        await using var rig = await Rig.StartAsync(template);
        var bad = DriverCall.NotAnswered(rig.Entry, Bad);
        await rig.Driver.SendAsync(bad.Webhooks[0]);
        // A call whose tenant does not exist: no operator's command can do it, and the decider has no answer to it.
        await ExecuteAsync(
            rig,
            "UPDATE twilio_server.stream_keys SET tenant_id = '00000000-0000-0000-0000-00000000dead' WHERE stream_key = @CallSid",
            new { bad.CallSid }
        );
        await IsKeptAsideAsync(rig, bad.Webhooks[1]);
    }

    [Fact]
    public async Task An_event_that_the_database_refuses_costs_itself_and_disturbs_nobody()
    {
        await using var rig = await Rig.StartAsync(template);
        var bad = DriverCall.NotAnswered(rig.Entry, Bad);
        await rig.Driver.SendAsync(bad.Webhooks[0]);
        await ExecuteAsync(
            rig,
            $"ALTER TABLE calls ADD CONSTRAINT chaos CHECK (call_sid <> '{bad.CallSid}' OR dial_call_status IS NULL) NOT VALID"
        );
        await IsKeptAsideAsync(rig, bad.Webhooks[1]);
    }

    private static async Task IsKeptAsideAsync(Rig rig, SignedWebhook bad)
    {
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, 60), 16);
        await rig.AcknowledgedAsync(50, playing);
        // Not by way of the ledger of good calls: this one is expected to be lost to a person's hands.
        var answer = await rig.Driver.SendAsync(bad);
        Assert.Equal(200, answer?.Status);
        Assert.Empty(await playing);

        await Rest.ReachAsync(rig);
        var evidence = await EvidenceReader.ReadAsync(rig);
        var violations = Checker.Check(evidence, new Expectation { FailedEvents = 1 });
        // The one call that nobody could decide about, and nothing else.
        Assert.Equal([$"I3: lost: {bad.CallSid} was missed, and the service does not send"], violations);
    }

    private static async Task ExecuteAsync(Rig rig, string sql, object? parameters = null)
    {
        await using var connection = await rig.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }
}
