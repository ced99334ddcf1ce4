using Dapper;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>Processes that share one database, behind a balancer that gives each connection to another of them.</summary>
public sealed class RaceScenarios(RigTemplate template)
{
    private const int Calls = 80;

    /// <summary>Each transaction of the journal that writes a log row fails now and then, as under heavy contention.</summary>
    private const string FailSometimes = """
        CREATE FUNCTION chaos_fail() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            draw double precision := random();
        BEGIN
            IF draw < 0.04 THEN
                RAISE EXCEPTION 'chaos: deadlock' USING ERRCODE = '40P01';
            ELSIF draw < 0.08 THEN
                RAISE EXCEPTION 'chaos: serialization failure' USING ERRCODE = '40001';
            ELSIF draw < 0.12 THEN
                RAISE EXCEPTION 'chaos: lock timeout' USING ERRCODE = '55P03';
            END IF;
            RETURN NULL;
        END
        $$;
        CREATE TRIGGER chaos_fail AFTER INSERT ON webhook_logs FOR EACH STATEMENT EXECUTE FUNCTION chaos_fail();
        """;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Webhooks_of_one_call_that_race_through_several_processes_are_one_call(int nodes)
    {
        await using var rig = await Rig.StartAsync(template, nodes);
        await RaceAsync(rig, DriverCall.Many(rig.Entry, 0, Calls));
        await Rest.JudgeAsync(rig, new Expectation());
    }

    [Fact]
    public async Task Deadlocks_serialization_failures_and_lock_timeouts_are_repeated_and_do_nothing_twice()
    {
        await using var rig = await Rig.StartAsync(template, nodes: 2);
        await using (var connection = await rig.Database.OpenConnectionAsync())
            await connection.ExecuteAsync(FailSometimes);
        await RaceAsync(rig, DriverCall.Many(rig.Entry, 0, Calls));
        await Rest.JudgeAsync(rig, new Expectation());
        Assert.Contains(rig.Nodes, node => node.Log.Contains("chaos: ", StringComparison.Ordinal));
    }

    /// <summary>All webhooks of a call at once, each twice; many calls side by side.</summary>
    private static Task RaceAsync(Rig rig, IEnumerable<DriverCall> calls) =>
        Parallel.ForEachAsync(
            calls,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (call, _) =>
                await Task.WhenAll(call.Webhooks.Select(webhook => rig.Driver.SendAtOnceAsync(webhook, 2)))
        );
}
