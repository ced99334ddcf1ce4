using TwilioServer.Calls;
using TwilioServer.Conversations;
using TwilioServer.FeatureFlags;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Neighbours;
using TwilioServer.Tenants;

namespace TwilioServer;

// The services around this one: what they are told, and what they are asked.
public sealed partial class ServerApp
{
    private CallServiceClient? _callService;
    private ProvisioningClient? _provisioning;
    private DispatchClient? _dispatchBot;

    /// <summary>What a tenant's calls are decided with now.</summary>
    private Func<Guid, CallSurroundings?> Around(TenantDirectory tenants, FeatureDirectory features)
    {
        var rules = _settings.Calls with { ReportsCalls = _settings.Neighbours.CallService is not null };
        return tenantId =>
            tenants.Find(tenantId) is { } tenant ? new CallSurroundings(tenant, features.For(tenantId), rules) : null;
    }

    /// <summary>Asks elsewhere about numbers that nobody has here; null where there is nobody to ask.</summary>
    private Func<string, int, string?>? StartLookups(TenantDirectory tenants)
    {
        if (_settings.Neighbours is not { Provisioning: { } url, Key: { } key } || _role == Role.Worker)
            return null;
        _provisioning = new ProvisioningClient(url, key);
        var lookups = new NumberLookups(
            _provisioning,
            new TenantStore(_dataSource, _ambient.Time),
            tenants,
            () => _urls.Primary,
            _ambient.Time,
            _loggers.CreateLogger<NumberLookups>()
        );
        Run(lookups.RunAsync);
        return lookups.ReplyTo;
    }

    private IReadOnlyList<IJobHandler> ReplyHandlers(
        OwnEvents events,
        TenantDirectory tenants,
        FeatureDirectory features
    )
    {
        if (_settings.Neighbours.DispatchBot is { } url)
            _dispatchBot = new DispatchClient(url, _settings.Neighbours.Key, _ambient.Time);
        return
        [
            new ReplyHandler(
                events,
                new ConversationStore(_dataSource),
                tenants.Find,
                tenantId => features.For(tenantId).Features,
                new Respondents(_callService, _dispatchBot, _settings.Neighbours.AnswerWithin),
                _ambient
            ),
            new ChooseHandler(events),
        ];
    }

    private IReadOnlyList<IJobHandler> ReportHandlers(OwnEvents events)
    {
        if (_settings.Neighbours is not { CallService: { } url, Key: { } key })
            return [];
        _callService = new CallServiceClient(url, key);
        return
        [
            new ReportIncomingHandler(events, _callService),
            new ReportMissedHandler(events, _callService, _ambient),
        ];
    }
}
