using TwilioServer.Calls;
using TwilioServer.FeatureFlags;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Media;
using TwilioServer.Messages;
using TwilioServer.Mirror;
using TwilioServer.RateLimits;
using TwilioServer.Reconciliation;
using TwilioServer.Recordings;
using TwilioServer.Redis;
using TwilioServer.Registrations;
using TwilioServer.Replay;
using TwilioServer.Retention;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;
using TwilioServer.Webhooks;

namespace TwilioServer;

// What works on jobs, and what asks for them by the clock.
public sealed partial class ServerApp
{
    /// <summary>Where nobody works on jobs, those who do are told.</summary>
    private JobAnnouncer StartAnnouncer()
    {
        var announcer = new JobAnnouncer(_jobDataSource, _loggers.CreateLogger<JobAnnouncer>());
        Run(announcer.RunAsync);
        return announcer;
    }

    /// <summary>Whatever is done by jobs and by the clock, beside webhooks.</summary>
    private JobRunner StartWorker(
        EventIdentity identity,
        TenantDirectory tenants,
        FeatureDirectory features,
        WebhookSecrets secrets,
        Func<Guid, CallSurroundings?> around,
        Task databaseReady
    )
    {
        var folder = new StateFolder(_journalDataSource, around, _ambient.Time, _loggers.CreateLogger<StateFolder>());
        Run(stop => folder.RunAsync(databaseReady, stop));
        var retention = new RetentionKeeper(
            _dataSource,
            _settings.Retention,
            _ambient.Time,
            _loggers.CreateLogger<RetentionKeeper>(),
            new MediaCleaner(MediaStore, MediaDirectory).DeleteAsync
        );
        Run(retention.RunAsync);
        var runner = Runner(
            identity,
            tenants,
            features,
            StartRedis(databaseReady),
            [.. StartReconciliation(identity, tenants, secrets, databaseReady), MediaHandler(features, secrets)]
        );
        Run(runner.RunAsync);
        Run(Registrations(tenants).RunAsync);
        return runner;
    }

    private ReconcileSchedule StartReconcileSchedule(Task databaseReady)
    {
        var schedule = new ReconcileSchedule(
            _dataSource,
            _settings.Reconciliation.Every,
            () => _spill!.OutageEnd,
            _ambient.Time,
            _loggers.CreateLogger<ReconcileSchedule>()
        );
        Run(stop => schedule.RunAsync(databaseReady, stop));
        return schedule;
    }

    private IReadOnlyList<IJobHandler> StartReconciliation(
        EventIdentity identity,
        TenantDirectory tenants,
        WebhookSecrets secrets,
        Task databaseReady
    )
    {
        _accounts = new ReconciledAccounts(_settings.Twilio, _twilio, () => secrets.Known.Accounts);
        var search = new OpenCallSearch(
            _dataSource,
            _settings.Calls,
            _ambient.Time,
            _loggers.CreateLogger<OpenCallSearch>()
        )
        {
            Every = TimeSpan.FromSeconds(_settings.Calls.SilenceSearchSeconds),
        };
        Run(stop => search.RunAsync(databaseReady, stop));
        if (_settings.Reconciliation.EverySeconds == 0)
            return [];
        var schedule = StartReconcileSchedule(databaseReady);
        return
        [
            ReconciliationFeature.CreateHandler(
                _dataSource,
                _journal!,
                identity,
                tenants,
                _settings.Twilio.ApiBaseUrl,
                _accounts.Current,
                schedule,
                _ambient,
                _loggers
            ),
        ];
    }

    private JobRunner Runner(
        EventIdentity identity,
        TenantDirectory tenants,
        FeatureDirectory features,
        RedisClient? redis,
        IReadOnlyList<IJobHandler> further
    )
    {
        var events = new OwnEvents(_journal!, identity, _ambient);
        var twins = new Twins(_dataSource);
        var messages = new MessageApi(ClientsOf, twins);
        var conditions = new SendConditions(
            new Sender(tenants, _settings.SendRate.NumberRate),
            SendRate.Create(_settings.SendRate, redis, _dataSource, _ambient.Time, _loggers),
            new DailyCaps(_dataSource, _settings.DailyCaps, _ambient.Time, _loggers.CreateLogger<DailyCaps>()),
            new PrefixCap(_dataSource, _settings.PrefixCap, _ambient.Time, _loggers.CreateLogger<PrefixCap>()),
            new TwinWait(twins, new JobPostponer(_dataSource, _ambient.Time).PostponeAsync, _ambient.Time)
        );
        var slots = SendSlots.For(_settings.Twilio.ConnectionPoolSize);
        var lines = new SendLines(slots.Lines);
        return new JobRunner(
            new JobStore(_jobDataSource, _ambient.Time),
            _node!,
            [
                new SendMessageHandler(events, messages, _urls, _ambient, conditions, slots.WaitedFor, lines),
                new SendMessageHandler(events, messages, _urls, _ambient, conditions, slots.Bulk, lines)
                {
                    Kind = MessageDecider.SendBulkJob,
                },
                new LookUpMessageHandler(
                    events,
                    messages,
                    (tenantId, number) => tenants.Find(tenantId)?.Numbers.GetValueOrDefault(number)?.MessagingServiceSid
                ),
                new ScheduleCopyHandler(
                    events,
                    messages,
                    _urls,
                    _ambient,
                    conditions,
                    ScheduleCopyHandler.IsBegunIn(_dataSource)
                ),
                new WatchCopyHandler(events, messages, new SendStore(_dataSource).IsAnswerAsync),
                new CancelCopyHandler(events, messages, _loggers.CreateLogger<CancelCopyHandler>()),
                new RetryMessageHandler(events),
                CallTimerHandler.Resolve(events),
                CallTimerHandler.WordText(events),
                new FollowUpHandler(events, FollowUpHandler.AsksIn(_dataSource)),
                new EndLegHandler(ClientsOf),
                new PauseRecordingsHandler(
                    _dataSource,
                    features,
                    ClientsOf,
                    _loggers.CreateLogger<PauseRecordingsHandler>()
                ),
                ReconciliationFeature.CreateOpenCallHandler(
                    events,
                    _journal!,
                    identity,
                    _accounts!.Of,
                    _settings.Calls,
                    _ambient,
                    _loggers
                ),
                .. further,
                .. ReportHandlers(events),
                .. ReplyHandlers(events, tenants, features),
            ],
            _settings.Jobs,
            _ambient,
            _loggers.CreateLogger<JobRunner>()
        );
    }

    private RegistrationKeeper Registrations(TenantDirectory tenants)
    {
        var store = new RegistrationStore(_dataSource, _ambient.Time);
        return new RegistrationKeeper(
            store,
            new RegistrationCheck(() => _accounts!.Lists(_ambient), tenants, store),
            _ambient.Time,
            _loggers.CreateLogger<RegistrationKeeper>()
        );
    }

    private IReadOnlyList<ITwilioApi> ClientsOf(Guid tenantId) =>
        [.. _accounts!.Of(tenantId).Select(account => account.Client)];

    /// <summary>Only what works on jobs uses Redis: a webhook never waits for it.</summary>
    private RedisClient? StartRedis(Task databaseReady)
    {
        if (_settings.Redis.Endpoint is not { } endpoint)
            return null;
        var redis = new RedisClient(endpoint, _ambient, _loggers.CreateLogger<RedisClient>());
        var mirror = new MirrorKeeper(
            new MirrorSource(_dataSource),
            new RedisMirror(redis),
            redis,
            _ambient.Time,
            _loggers.CreateLogger<MirrorKeeper>()
        );
        Run(redis.RunAsync);
        Run(stop => mirror.RunAsync(databaseReady, stop));
        return redis;
    }
}
