using System.Diagnostics;
using Dapper;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>Brings a run to rest, and judges it.</summary>
internal static class Rest
{
    /// <summary>Without any progress: a busy machine takes long, and a stuck job takes for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string PassTime = """
        UPDATE twilio_server.jobs SET run_at = now() WHERE state = 'available' AND run_at > now()
        """;

    private const string Open = """
        SELECT format('job %s %s, node %s, attempt %s, due %s: %s', kind, state, claimed_by, attempt, run_at <= now(), last_error)
        FROM twilio_server.jobs WHERE state IN ('available', 'running')
        UNION ALL
        SELECT 'text ' || status FROM sms_messages
        WHERE status IN ('queued', 'sending', 'unknown', 'accepted', 'sent')
        """;

    /// <summary>What was put off for seconds or minutes is due now, as if they had passed.</summary>
    public static async Task PassTimeAsync(Rig rig)
    {
        await using var connection = await rig.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(PassTime);
    }

    /// <summary>Waits until every text has one of these statuses, and there is one.</summary>
    public static async Task StatusIsAsync(Rig rig, params string[] wanted)
    {
        await using var connection = await rig.Database.OpenConnectionAsync();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var statuses = (await connection.QueryAsync<string>("SELECT status FROM sms_messages")).AsList();
            if (statuses.Count > 0 && statuses.TrueForAll(wanted.Contains))
                return;
            if (watch.Elapsed > Patience)
                Assert.Fail($"They are {string.Join(", ", statuses.Distinct())}.\n{Logs(rig)}");
            await Task.Delay(20);
        }
    }

    /// <summary>Lets emulated time pass and jobs run until nothing is under way.</summary>
    public static async Task ReachAsync(Rig rig)
    {
        var watch = Stopwatch.StartNew();
        List<string> before = [];
        while (true)
        {
            await rig.Emulator.AdvanceAsync(120);
            await using var connection = await rig.Database.OpenConnectionAsync();
            await connection.ExecuteAsync(PassTime);
            var open = (await connection.QueryAsync<string>(Open)).Concat(rig.SpillFiles()).ToList();
            if (open.Count == 0)
                return;
            if (!open.SequenceEqual(before))
                watch.Restart();
            before = open;
            if (watch.Elapsed > Patience)
                Assert.Fail(
                    $"Still under way:\n{string.Join('\n', open.Take(10))}\n{await NodesAsync(connection)}\n{Logs(rig)}"
                );
            await Task.Delay(20);
        }
    }

    /// <summary>Lets the run come to rest; then nothing may be lost, and nothing done twice.</summary>
    public static async Task JudgeAsync(Rig rig, Expectation expectation)
    {
        // What the run did to the database ended connections that the pool still believes in.
        rig.Database.Clear();
        await ReachAsync(rig);
        var evidence = await EvidenceReader.ReadAsync(rig);
        Assert.NotEmpty(evidence.Deliveries);
        var violations = Checker.Check(evidence, expectation);
        Assert.True(violations.Count == 0, $"{Told(violations)}\nCHAOS_SEED={Rig.Seed}\n{Logs(rig)}");
    }

    private static async Task<string> NodesAsync(Npgsql.NpgsqlConnection connection) =>
        string.Join(
            '\n',
            await connection.QueryAsync<string>(
                "SELECT 'node ' || to_json(n)::text FROM twilio_server.nodes n ORDER BY node_id"
            )
        );

    private static string Told(IReadOnlyList<string> violations) =>
        $"{violations.Count} violations:\n{string.Join('\n', violations.Take(20))}";

    private static string Logs(Rig rig) =>
        string.Join("\n---\n", rig.Nodes.Select(node => node.Log.Length > 6000 ? node.Log[^6000..] : node.Log));
}
