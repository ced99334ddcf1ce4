using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.FeatureFlags;
using TwilioServer.Storage;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Spill;

/// <summary>
/// What is done with the database before the service relies on it: migrations, partitions, the identity key, the
/// tenants. Where the database is away, the snapshot serves until it returns, and all of this is done then.
/// </summary>
public sealed partial class DatabaseStart(
    NpgsqlDataSource dataSource,
    StorageSettings settings,
    TenantDirectory tenants,
    FeatureDirectory features,
    SettingsSnapshot snapshot,
    Ambient ambient,
    ILoggerFactory loggers
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly ServiceKeys _keys = new(dataSource, ambient, loggers.CreateLogger<ServiceKeys>());
    private readonly ILogger _logger = loggers.CreateLogger<DatabaseStart>();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _identityKey = [];

    /// <summary>Done when the database is ready for this release.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What webhooks were verified with, where the snapshot had to serve and told it.</summary>
    public KnownSecrets? Secrets { get; private set; }

    /// <summary>Readies the database, or takes what it would have told from the snapshot.</summary>
    /// <returns>The identity key.</returns>
    /// <exception cref="NpgsqlException">The database is away, and there is no snapshot that can be read.</exception>
    public async Task<byte[]> StartAsync(CancellationToken cancellation)
    {
        try
        {
            _identityKey = await PrepareAsync(known: null, cancellation);
            _ready.SetResult();
        }
        catch (Exception e) when (IsAway(e))
        {
            if (snapshot.TryRead() is not { } known)
            {
                Log.CannotStart(_logger, Reason());
                throw;
            }
            _identityKey = known.IdentityKey;
            Secrets = known.Secrets;
            features.Use(known.Features ?? FeatureList.Empty);
            tenants.Use(new TenantList([.. known.Tenants.Select(tenant => tenant.Read())], known.Numbers));
            Log.StartedFromSnapshot(_logger, known.Tenants.Count, known.Numbers.Count, e.Message);
        }
        return _identityKey;
    }

    /// <summary>Readies the database as soon as it is there.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Said once; the service spills until it succeeds.")]
    public async Task RunAsync(CancellationToken cancellation)
    {
        var outage = new OutageLog(_logger, "Readying the database");
        while (!_ready.Task.IsCompleted && !cancellation.IsCancellationRequested)
        {
            try
            {
                var identityKey = await PrepareAsync(_identityKey, cancellation);
                if (!identityKey.AsSpan().SequenceEqual(_identityKey))
                    Log.OtherIdentityKey(_logger);
                outage.Succeeded();
                _ready.SetResult();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e)
            {
                outage.Failed(e);
                await Task.Delay(Pause, ambient.Time, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<byte[]> PrepareAsync(byte[]? known, CancellationToken cancellation)
    {
        if (settings.MigrateOnStart)
            await new Migrator(dataSource, settings.DatabaseSchema, ambient.Time).ApplyAsync(cancellation);
        await Migrator.EnsurePartitionsAsync(dataSource, ambient.Time.GetUtcNow(), cancellation);
        var identityKey = await _keys.IdentityKeyAsync(settings.MasterKey, cancellation, known);
        await features.ReloadAsync(cancellation);
        await tenants.ReloadAsync(cancellation);
        return identityKey;
    }

    /// <summary>
    /// Not there, not ready (class 57), without a free connection (53), or not writable (25006): it passes. A wrong
    /// password or a missing database does not, and an operator must see it.
    /// </summary>
    private static bool IsAway(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: var state } => state[..2] is "57" or "53" or "08" or "25",
            NpgsqlException or TimeoutException => true,
            _ => false,
        };

    private string Reason() =>
        snapshot.IsPossible
            ? "SPILL_DIR holds no snapshot that MASTER_KEY opens"
            : "MASTER_KEY is only in the database, so SPILL_DIR can hold no snapshot";

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "The database is away. Started from the snapshot with {Tenants} tenants and {Numbers} numbers: {Reason}"
        )]
        public static partial void StartedFromSnapshot(ILogger logger, int tenants, int numbers, string reason);

        [LoggerMessage(2, LogLevel.Error, "The database is away, and a start without it is not possible: {Reason}")]
        public static partial void CannotStart(ILogger logger, string reason);

        [LoggerMessage(
            3,
            LogLevel.Error,
            "The database has another identity key than the snapshot that this process started from. Restart it"
        )]
        public static partial void OtherIdentityKey(ILogger logger);
    }
}
