using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>PostgreSQL itself fails under load. Webhooks go to the spill meanwhile: each one is answered with 2xx.</summary>
public sealed class PostgresScenarios
{
    private const int Calls = 600;

    /// <summary>
    /// A sender whose permission was committed, but whose node was called dead before it heard, may not send any more,
    /// and nobody may send again: the text is missing, and says so. There are sixteen senders.
    /// </summary>
    private static readonly Expectation Unclear = new() { UnclearSends = 16 };

    [Fact]
    public async Task Stopped_at_once_and_again_while_recovering_PostgreSQL_costs_nothing()
    {
        await using var postgres = await OwnPostgres.StartAsync();
        await RigTemplate.FillAsync(postgres.DatabaseUrl);
        await using var rig = await Rig.StartAsync(postgres.DatabaseUrl);
        await EmulatorCalls.PlaceAsync(rig, 5);
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, Calls), 16);
        for (var round = 1; round <= 3; round++)
        {
            await rig.AcknowledgedAsync(round * 300, playing);
            await postgres.StopAtOnceAsync();
            await postgres.BeginRecoveryAsync();
            await postgres.KillAsync();
            await postgres.StartAgainAsync();
        }
        Assert.Empty(await playing);
        await Rest.JudgeAsync(rig, Unclear);
    }

    [Fact]
    public async Task Backends_killed_with_kill_9_cost_nothing()
    {
        await using var postgres = await OwnPostgres.StartAsync();
        await RigTemplate.FillAsync(postgres.DatabaseUrl);
        await using var rig = await Rig.StartAsync(postgres.DatabaseUrl);
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, Calls), 16);
        for (var round = 1; round <= 3; round++)
        {
            await rig.AcknowledgedAsync(round * 200, playing);
            await postgres.KillBackendAsync("twilio-server journal");
        }
        Assert.Empty(await playing);
        await Rest.JudgeAsync(rig, Unclear);
    }

    [Fact]
    public async Task Without_a_free_connection_webhooks_are_still_answered()
    {
        await using var postgres = await OwnPostgres.StartAsync(
            "max_connections=40",
            "superuser_reserved_connections=1"
        );
        await RigTemplate.FillAsync(postgres.DatabaseUrl);
        await using var rig = await Rig.StartAsync(postgres.DatabaseUrl);
        await using var hog = await ConnectionHog.StartAsync(postgres.DatabaseUrl);
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, Calls), 16);
        await rig.AcknowledgedAsync(200, playing);

        await hog.TakeAllAsync();
        await rig.AcknowledgedAsync(900, playing);
        await hog.ReleaseAsync();

        Assert.Empty(await playing);
        await Rest.JudgeAsync(rig, Unclear);
    }
}
