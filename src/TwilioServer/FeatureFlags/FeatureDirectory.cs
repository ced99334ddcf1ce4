using System.Collections.Frozen;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.FeatureFlags;

/// <summary>
/// What is switched, in memory, so that a call asks no database. Replaced as a whole when a change is announced, which is
/// within a second on every process.
/// </summary>
public sealed class FeatureDirectory(NpgsqlDataSource dataSource, FeatureEnvironment environment)
{
    private volatile Snapshot _snapshot = new(FeatureList.Empty, environment);

    /// <summary>All that is switched, for those who keep it.</summary>
    public FeatureList List => _snapshot.List;

    public FeatureEnvironment Environment => environment;

    public CallConditions For(Guid tenantId) => _snapshot.For(tenantId);

    /// <summary>Takes what was known earlier, where the database cannot be asked.</summary>
    public void Use(FeatureList list) => _snapshot = new Snapshot(list, environment);

    public async Task ReloadAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Sql.Load("FeatureFlags/read-flags")),
                new NpgsqlBatchCommand(Sql.Load("FeatureFlags/read-open-pauses")),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var flags = new List<FeatureRow>();
        while (await reader.ReadAsync(cancellation))
            flags.Add(new FeatureRow(reader.GetString(0), reader.OrNull<Guid>(1), reader.GetBoolean(2)));
        await reader.NextResultAsync(cancellation);
        var pauses = new List<Guid?>();
        while (await reader.ReadAsync(cancellation))
            pauses.Add(reader.OrNull<Guid>(0));
        Use(new FeatureList(flags, pauses));
    }

    /// <summary>Tenants for whom nothing special is switched have what all have.</summary>
    private sealed class Snapshot
    {
        private readonly CallConditions _all;
        private readonly FrozenDictionary<Guid, CallConditions> _special;

        public Snapshot(FeatureList list, FeatureEnvironment environment)
        {
            List = list;
            _all = new CallConditions(list.For(null) & environment.Allowed, list.IsPaused(null));
            _special = list
                .Flags.Select(row => row.TenantId)
                .Concat(list.Pauses)
                .OfType<Guid>()
                .Distinct()
                .ToFrozenDictionary(
                    tenant => tenant,
                    tenant => new CallConditions(list.For(tenant) & environment.Allowed, list.IsPaused(tenant))
                );
        }

        public FeatureList List { get; }

        public CallConditions For(Guid tenantId) => _special.GetValueOrDefault(tenantId, _all);
    }
}
