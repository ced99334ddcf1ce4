using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Compliance;
using TwilioServer.Configuration;
using TwilioServer.FeatureFlags;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Media;
using TwilioServer.Messages;
using TwilioServer.Monitoring;
using TwilioServer.Reconciliation;
using TwilioServer.Recordings;
using TwilioServer.Replay;
using TwilioServer.Retention;
using TwilioServer.Spill;
using TwilioServer.Storage;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;
using TwilioServer.Webhooks;

namespace TwilioServer;

/// <summary>What a process does: take webhooks, work on jobs, or both.</summary>
public enum Role
{
    All,
    Web,
    Worker,
}

/// <summary>The running service: every part, in the order in which it starts; stopped in the opposite one.</summary>
public sealed partial class ServerApp : IAsyncDisposable
{
    /// <summary>A process manager kills what has not stopped 1.6 s after it was told to.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(700);

    private readonly ServerSettings _settings;
    private readonly Role _role;
    private readonly Ambient _ambient = new();
    private readonly ILoggerFactory _loggers;
    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlDataSource _journalDataSource;
    private readonly NpgsqlDataSource _jobDataSource;
    private readonly PublicUrls _urls;
    private readonly TwilioClient _twilio;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private WebApplication? _web;
    private EventIdentity? _identity;
    private EventJournal? _journal;
    private EventSpill? _spill;
    private volatile bool _isStopping;
    private NodeSession? _node;
    private ReconciledAccounts? _accounts;

    private ServerApp(ServerSettings settings, Role role)
    {
        _settings = settings;
        _role = role;
        _loggers = LoggerFactory.Create(logging => ServerLogs.Configure(logging, settings.Host));
        _dataSource = DataSources.General(settings.Storage);
        _journalDataSource = DataSources.Journal(settings.Storage, settings.Journal.Writers);
        _jobDataSource = JobDataSource.Open(settings.Storage);
        _urls = new PublicUrls(settings.Webhooks);
        _twilio = new TwilioClient(settings.Twilio);
    }

    private static IEnumerable<WebhookRoute> Routes => CallWebhooks.Routes.Concat(MessageWebhooks.Routes);

    /// <summary>Where it listens.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts everything; returns when webhooks are answered.</summary>
    public static async Task<ServerApp> StartAsync(ServerSettings settings, Role role, CancellationToken cancellation)
    {
        var app = new ServerApp(settings, role);
        try
        {
            await app.StartAsync(cancellation);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Refuses new work, finishes what is under way, and says that this process is gone.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        using var grace = new CancellationTokenSource(StopGrace);
        if (_web is not null)
            await _web.StopAsync(grace.Token);
        await _stopping.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(StopGrace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_journal is not null)
            await _journal.StopAsync(StopGrace);
        await SayGoodbyeAsync();
    }

    /// <summary>A courtesy: without it the others find out by the lock. So a database that is away does not matter now.</summary>
    private async Task SayGoodbyeAsync()
    {
        try
        {
            if (_node is { NodeId: > 0 })
                await _node.EndAsync().WaitAsync(StopGrace);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Log.EndedSilently(_loggers.CreateLogger<ServerApp>(), e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_web is not null)
            await _web.DisposeAsync();
        if (_journal is not null)
            await _journal.DisposeAsync();
        _spill?.Dispose();
        _accounts?.Dispose();
        _callService?.Dispose();
        _provisioning?.Dispose();
        _dispatchBot?.Dispose();
        _media?.Dispose();
        _twilio.Dispose();
        await _journalDataSource.DisposeAsync();
        await _jobDataSource.DisposeAsync();
        await _dataSource.DisposeAsync();
        _loggers.Dispose();
        _stopping.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        var tenants = new TenantDirectory(_dataSource);
        var features = new FeatureDirectory(_dataSource, _settings.Features);
        var snapshot = new SettingsSnapshot(
            new SpillDirectory(_settings.Spill.Directory, _ambient),
            _settings.Storage.MasterKey
        );
        var database = new DatabaseStart(
            _dataSource,
            _settings.Storage,
            tenants,
            features,
            snapshot,
            _ambient,
            _loggers
        );
        var identityKey = await database.StartAsync(cancellation);
        var identity = _identity = new EventIdentity(identityKey);
        var secrets = await SecretsAsync(database, cancellation);
        StartSpill(identity, database);
        var around = Around(tenants, features);
        JobRunner? runner = null;
        _journal = new EventJournal(
            _journalDataSource,
            _settings.Journal,
            Parts(around),
            _role == Role.Web ? StartAnnouncer().Announce : () => runner?.Wake(),
            _ambient,
            _loggers.CreateLogger<EventJournal>(),
            _spill
        );
        var announcements = new Announcements(
            tenants,
            secrets,
            features,
            () => runner?.Wake(),
            () => runner?.LookForCanceled(),
            _loggers.CreateLogger<Announcements>()
        );
        _node = new NodeSession(
            _dataSource,
            announcements.Channels,
            _ambient.Time,
            _loggers.CreateLogger<NodeSession>()
        );
        Run(_node.RunAsync);
        Run(announcements.RunAsync);
        var partitions = new PartitionKeeper(_dataSource, _ambient.Time, _loggers.CreateLogger<PartitionKeeper>());
        Run(partitions.RunAsync);
        // The first text to be judged should not wait, inside a transaction, for the patterns to be built.
        _running.Add(Task.Run(() => ReplyClassifier.Classify("please stop texting me"), CancellationToken.None));
        var deliveries = Deliveries(identity, tenants, around);
        await StartWebAsync(deliveries, secrets, tenants, features, cancellation);
        var keeperLogger = _loggers.CreateLogger<SnapshotKeeper>();
        StartRecovery(
            database,
            new SnapshotKeeper(
                snapshot,
                tenants,
                identityKey,
                _ambient.Time,
                keeperLogger,
                () => secrets.Known,
                () => features.List
            ),
            deliveries
        );
        // Its own outage is what only this process knows of; who works on jobs finds the run that it asked for.
        if (_role == Role.Web && _settings.Reconciliation.EverySeconds > 0)
            StartReconcileSchedule(database.Ready);
        if (_role != Role.Web)
            runner = StartWorker(identity, tenants, features, secrets, around, database.Ready);
    }

    /// <summary>Runs something until the process stops.</summary>
    private void Run(Func<CancellationToken, Task> part) =>
        _running.Add(Task.Run(() => part(_stopping.Token), CancellationToken.None));

    /// <summary>What webhooks are verified with; where the database is away, as it was known last.</summary>
    private async Task<WebhookSecrets> SecretsAsync(DatabaseStart database, CancellationToken cancellation)
    {
        var keys = new ServiceKeys(_dataSource, _ambient, _loggers.CreateLogger<ServiceKeys>());
        var secrets = await WebhookSecrets.OpenAsync(_settings, _dataSource, keys, _ambient.Time, cancellation);
        if (database.Ready.IsCompleted)
            await secrets.ReloadAsync(cancellation);
        else if (database.Secrets is { } known)
            secrets.Use(known);
        return secrets;
    }

    /// <summary>Open from the start where the database is away, or where something is to be imported first.</summary>
    private void StartSpill(EventIdentity identity, DatabaseStart database)
    {
        _spill = new EventSpill(_settings.Spill, identity.Fingerprint, _ambient, _loggers.CreateLogger<EventSpill>());
        _spill.Start();
        if (!database.Ready.IsCompleted)
            _spill.Open();
    }

    /// <summary>What brings the service back to its normal way after the database was away.</summary>
    private void StartRecovery(DatabaseStart database, SnapshotKeeper keeper, DeliveryEntries deliveries)
    {
        var importer = new SpillImporter(
            _spill!,
            new SpilledDeliveries(Routes, deliveries, _ambient.Time),
            _journal!,
            _ambient.Time,
            _loggers.CreateLogger<SpillImporter>()
        );
        Run(database.RunAsync);
        Run(stop => keeper.RunAsync(database.Ready, stop));
        Run(stop => importer.RunAsync(database.Ready, stop));
    }

    private DeliveryEntries Deliveries(
        EventIdentity identity,
        TenantDirectory tenants,
        Func<Guid, CallSurroundings?> around
    ) =>
        new(
            identity,
            new DeliveryTenants(
                tenants.FindByNumber,
                (tenant, number, at) => around(tenant.TenantId)?.RingsNobody(number, at) ?? false
            )
            {
                ReplyToUnknown = StartLookups(tenants),
            },
            _urls,
            _settings.Twilio.AccountSid,
            _loggers.CreateLogger<DeliveryEntries>()
        );

    private static JournalParts Parts(Func<Guid, CallSurroundings?> around) =>
        new(
            () => [new CallStreams(around), new MessageStreams(id => around(id)?.Tenant)],
            () =>
            {
                var jobs = new JobRows();
                return [new MessageEffects(jobs), new TextBackDecisionRows(), new RecordingRows(), jobs];
            }
        );

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Stopped while the database was away: {Reason}")]
        public static partial void EndedSilently(ILogger logger, string reason);
    }
}
