using Npgsql;
using TwilioServer.Storage.Rows;

namespace TwilioServer.Storage;

/// <summary>The pools of database sessions.</summary>
public static class DataSources
{
    private const int GeneralPoolSize = 40;

    /// <summary>For everything but the journal's transactions.</summary>
    public static NpgsqlDataSource General(StorageSettings settings) =>
        Create(Builder(settings, "twilio-server", GeneralPoolSize));

    /// <summary>
    /// For the journal's writers. Their statements take arrays and read by key, whatever the tables hold, so the plan is
    /// fixed: one made while the tables were empty must not scan them later.
    /// </summary>
    public static NpgsqlDataSource Journal(StorageSettings settings, int writers)
    {
        // Twice: a connection that answers nothing is replaced before it is gone. And for the import of the spill.
        var builder = Builder(settings, "twilio-server journal", writers * 2 + 4);
        builder.Options =
            "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off "
            + "-c plan_cache_mode=force_generic_plan -c lock_timeout=100 -c idle_in_transaction_session_timeout=5000";
        builder.MaxAutoPrepare = 64;
        builder.AutoPrepareMinUsages = 1;
        builder.CommandTimeout = 5;
        builder.CancellationTimeout = 100;
        return Create(builder);
    }

    /// <summary>A pool that knows the rows of <see cref="RowStatement{TRow}"/>.</summary>
    internal static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder builder)
    {
        var source = new NpgsqlDataSourceBuilder(builder.ConnectionString);
#pragma warning disable NPG9001 // See RowBufferConverter.
        source.AddTypeInfoResolverFactory(new RowBufferTypes());
#pragma warning restore NPG9001
        return source.Build();
    }

    private static NpgsqlConnectionStringBuilder Builder(StorageSettings settings, string name, int poolSize) =>
        new(settings.Database.ConnectionString)
        {
            ApplicationName = name,
            SearchPath = $"{settings.DatabaseSchema},twilio_server",
            MaxPoolSize = poolSize,
            Timeout = 3,
            CommandTimeout = 10,
            KeepAlive = 10,
        };
}
