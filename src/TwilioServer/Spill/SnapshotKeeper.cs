using System.Diagnostics.CodeAnalysis;
using TwilioServer.FeatureFlags;
using TwilioServer.Storage;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Spill;

/// <summary>Keeps the snapshot on disk as new as what this process knows.</summary>
public sealed class SnapshotKeeper
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private readonly SettingsSnapshot _snapshot;
    private readonly TenantDirectory _tenants;
    private readonly byte[] _identityKey;
    private readonly Func<KnownSecrets>? _secrets;
    private readonly Func<FeatureList>? _features;
    private readonly TimeProvider _time;
    private readonly OutageLog _outage;
    private readonly SemaphoreSlim _changed = new(1);

    public SnapshotKeeper(
        SettingsSnapshot snapshot,
        TenantDirectory tenants,
        byte[] identityKey,
        TimeProvider time,
        ILogger<SnapshotKeeper> logger,
        Func<KnownSecrets>? secrets = null,
        Func<FeatureList>? features = null
    )
    {
        _snapshot = snapshot;
        _tenants = tenants;
        _identityKey = identityKey;
        _secrets = secrets;
        _features = features;
        _time = time;
        _outage = new OutageLog(logger, "Writing the snapshot of the settings, for a start without the database,");
        tenants.OnReloaded = () => _changed.Release();
    }

    /// <summary>Writes it when the tenants were read anew, until cancelled.</summary>
    /// <param name="databaseReady">Done when what is known came from the database.</param>
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Without a new snapshot the old one serves; it is tried again."
    )]
    public async Task RunAsync(Task databaseReady, CancellationToken cancellation)
    {
        await databaseReady.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_snapshot.IsPossible && !cancellation.IsCancellationRequested)
        {
            try
            {
                await _changed.WaitAsync(cancellation);
                _snapshot.Write(_identityKey, _tenants.List, _secrets?.Invoke(), _features?.Invoke());
                _outage.Succeeded();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e)
            {
                _outage.Failed(e);
                await Task.Delay(RetryAfter, _time, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _changed.Release();
            }
        }
    }
}
