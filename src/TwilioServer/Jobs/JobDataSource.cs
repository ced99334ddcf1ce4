using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>
/// The runner's database sessions. Its statements take arrays and go by key, whether the table holds ten rows or ten
/// million, so the plan is fixed: one made for an empty table must not scan a full one.
/// </summary>
public static class JobDataSource
{
    /// <summary>One claims, one ends, one rescues, one deletes.</summary>
    private const int PoolSize = 4;

    public static NpgsqlDataSource Open(StorageSettings settings) =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(settings.Database.ConnectionString)
            {
                ApplicationName = "twilio-server jobs",
                SearchPath = $"{settings.DatabaseSchema},twilio_server",
                MaxPoolSize = PoolSize,
                Timeout = 3,
                CommandTimeout = 10,
                KeepAlive = 10,
                MaxAutoPrepare = 32,
                AutoPrepareMinUsages = 1,
                Options =
                    "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off "
                    + "-c jit=off -c plan_cache_mode=force_generic_plan",
            }
        );
}
