using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

/// <summary>What tests ask of the job table, and what they do to it behind the runner's back.</summary>
internal static class JobTable
{
    public static Task<long> AddNodeAsync(this TestDatabase database) =>
        database.ScalarAsync<long>(
            "INSERT INTO twilio_server.nodes (host, process_id) VALUES ('test', 1) RETURNING node_id"
        );

    public static Task<long> CountAsync(this TestDatabase database, string kind, string state) =>
        database.ScalarAsync<long>(
            "SELECT count(*) FROM twilio_server.jobs WHERE kind = @kind AND state = @state",
            new { kind, state }
        );

    /// <summary>State and attempt of a kind's only job, such as <c>running 1</c>.</summary>
    public static Task<string> OnlyAsync(this TestDatabase database, string kind) =>
        database.ScalarAsync<string>(
            "SELECT state || ' ' || attempt FROM twilio_server.jobs WHERE kind = @kind",
            new { kind }
        );

    public static Task<long> IdAsync(this TestDatabase database, string kind) =>
        database.ScalarAsync<long>("SELECT job_id FROM twilio_server.jobs WHERE kind = @kind", new { kind });

    /// <summary>Waits until a kind's only job is so.</summary>
    public static Task BecomesAsync(this TestDatabase database, string kind, string expected) =>
        Eventually.TrueAsync(async () => await database.OnlyAsync(kind) == expected, $"{kind} is {expected}");
}
