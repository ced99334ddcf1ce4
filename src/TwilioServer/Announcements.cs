using System.Diagnostics.CodeAnalysis;
using TwilioServer.FeatureFlags;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer;

/// <summary>What processes tell each other through the database: tenants changed, jobs were written or canceled.</summary>
public sealed partial class Announcements
{
    private readonly TenantDirectory _tenants;
    private readonly WebhookSecrets _secrets;
    private readonly FeatureDirectory _features;
    private readonly ILogger<Announcements> _logger;
    private readonly SemaphoreSlim _tenantsChanged = new(0);

    public Announcements(
        TenantDirectory tenants,
        WebhookSecrets secrets,
        FeatureDirectory features,
        Action onJobs,
        Action onJobCancels,
        ILogger<Announcements> logger
    )
    {
        _tenants = tenants;
        _secrets = secrets;
        _features = features;
        _logger = logger;
        Channels = new Dictionary<string, Action>(StringComparer.Ordinal)
        {
            [TenantDirectory.ChangedChannel] = () => _tenantsChanged.Release(),
            ["twilio_server_jobs"] = onJobs,
            ["twilio_server_job_cancels"] = onJobCancels,
        };
    }

    /// <summary>The channels to listen on, each with what to do at a word; called on the listener's thread.</summary>
    public IReadOnlyDictionary<string, Action> Channels { get; }

    /// <summary>Reloads tenants as they change, until cancelled.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The old settings serve until the database answers again.")]
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await _tenantsChanged.WaitAsync(cancellation);
                // The tenants last: whoever keeps a snapshot takes it when they were read.
                await _secrets.ReloadAsync(cancellation);
                await _features.ReloadAsync(cancellation);
                await _tenants.ReloadAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e)
            {
                Log.ReloadFailed(_logger, e);
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _tenantsChanged.Release();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Tenants could not be read anew; the last known settings serve")]
        public static partial void ReloadFailed(ILogger logger, Exception e);
    }
}
