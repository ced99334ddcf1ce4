using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Reconciliation;

/// <summary>Puts the reconciler together.</summary>
public static class ReconciliationFeature
{
    /// <param name="apiBase">Where Twilio's API is.</param>
    /// <param name="accounts">The accounts as they are when a run begins.</param>
    public static IJobHandler CreateHandler(
        NpgsqlDataSource dataSource,
        EventJournal journal,
        EventIdentity identity,
        TenantDirectory tenants,
        Uri apiBase,
        Func<IReadOnlyList<ReconciledAccount>> accounts,
        ReconcileSchedule schedule,
        Ambient ambient,
        ILoggerFactory loggers
    )
    {
        var media = new MediaFacts(apiBase, loggers.CreateLogger<MediaFacts>());
        var known = new KnownStreams(dataSource);
        var events = new FetchedEvents(journal, identity, ambient);
        var reconciler = new Reconciler(
            [
                new CallList(known, events, tenants, new CallFacts(ambient)),
                new MessageList(known, events, tenants, media, ambient),
                new RecordingList(known, events),
            ],
            new Watermarks(dataSource),
            ambient,
            loggers.CreateLogger<Reconciler>()
        );
        return new ReconcileHandler(accounts, reconciler, schedule);
    }

    /// <param name="accounts">The accounts that a tenant's calls may be in.</param>
    /// <param name="rules">How long a call may last.</param>
    public static IJobHandler CreateOpenCallHandler(
        OwnEvents own,
        EventJournal journal,
        EventIdentity identity,
        Func<Guid, IReadOnlyList<ReconciledAccount>> accounts,
        CallRules rules,
        Ambient ambient,
        ILoggerFactory loggers
    ) =>
        new OpenCallHandler(
            own,
            new FetchedEvents(journal, identity, ambient),
            new CallFacts(ambient),
            accounts,
            rules,
            ambient,
            loggers.CreateLogger<OpenCallHandler>()
        );
}
