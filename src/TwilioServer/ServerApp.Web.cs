using System.Diagnostics;
using System.Net;
using TwilioServer.Calls;
using TwilioServer.Conversations;
using TwilioServer.FeatureFlags;
using TwilioServer.Internal;
using TwilioServer.Media;
using TwilioServer.Messages;
using TwilioServer.Monitoring;
using TwilioServer.Spill;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer;

// What is answered over HTTP: health by every role, webhooks by those that take them.
public sealed partial class ServerApp
{
    private async Task StartWebAsync(
        DeliveryEntries deliveries,
        WebhookSecrets secrets,
        TenantDirectory tenants,
        FeatureDirectory features,
        CancellationToken cancellation
    )
    {
        var refusals = new RefusalCounter(_dataSource, _ambient.Time, _loggers.CreateLogger<RefusalCounter>());
        Run(refusals.RunAsync);
        // Nothing of a builder's defaults is of use here, and one of them watches every file of the working directory.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new KestrelLogs(_loggers));
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(InlineSockets.Apply);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            KestrelLimits.Apply(kestrel, new ConnectionLimit(_settings.Hardening, refusals));
            if (_settings.Host.IsDevelopment)
                kestrel.Listen(IPAddress.Loopback, _settings.Host.Port);
            else
                kestrel.ListenAnyIP(_settings.Host.Port);
        });
        _web = builder.Build();
        _web.Use(new RequestGuard(refusals).Guard);
        foreach (var prefix in _urls.PathPrefixes)
            _web.UsePathBase(prefix);
        _web.UseRouting();
        _web.Use(RequestGuard.GuardUnmatched);
        _web.MapHealth(
            new DatabaseProbe(_dataSource, _ambient.Time),
            () => new SpillHealth(_spill!.IsOpen, _spill.Unread, !_spill.IsFailing),
            () => _isStopping,
            _ambient.Time
        );
        new BadRequestObserver(refusals).Watch(_web.Services.GetRequiredService<DiagnosticListener>());
        if (_role != Role.Worker)
        {
            MapWebhooks(_web, new WebhookParts(_settings, _urls, secrets, refusals), deliveries);
            MapInternal(_web, tenants, features);
        }
        await _web.StartAsync(cancellation);
        Address = new UriBuilder(_web.Urls.First()) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority);
        _urls.UseListeningAddress(Address);
    }

    /// <summary>What operators and neighbours ask, with their key.</summary>
    private void MapInternal(WebApplication web, TenantDirectory tenants, FeatureDirectory features)
    {
        var key = new InternalKey(_settings.InternalKey);
        new FeatureEndpoints(
            features,
            new FeatureStore(_dataSource, _ambient.Time),
            new PauseStore(_dataSource, _ambient.Time)
        ).Map(web, key);
        var store = new TenantStore(_dataSource, _ambient.Time);
        new TenantEndpoints(tenants, store).Map(web, key);
        new NumberEndpoints(tenants, store).Map(web, key);
        new ConversationEndpoints(new ConversationStore(_dataSource), tenants, _journal!, _identity!, _ambient).Map(
            web,
            key
        );
        new MediaEndpoint(MediaStore, MediaDirectory).Map(web, key);
        MapTexts(web, key, tenants, features);
    }

    private void MapTexts(WebApplication web, InternalKey key, TenantDirectory tenants, FeatureDirectory features)
    {
        var store = new SendStore(_dataSource);
        var rules = new SendRules(tenants, features);
        var queue = new SendQueue(_journal!, _identity!, tenants, store, _ambient);
        var wording = new TextWording(_journal!, _identity!, _ambient);
        new SendEndpoints(new SendDesk(rules, queue, store, wording.AskAsync, _ambient)).Map(web, key);
        new MessageEndpoints(
            new MessageDesk(rules, queue, store, tenants, _ambient),
            new MessageList(_dataSource),
            _journal!,
            _identity!,
            _ambient
        ).Map(web, key);
    }

    private void MapWebhooks(WebApplication web, WebhookParts parts, DeliveryEntries deliveries)
    {
        parts.Verification.Map(web, new InternalKey(_settings.InternalKey));
        var handler = parts.Handler(_journal!, deliveries, _ambient, _loggers.CreateLogger<WebhookHandler>());
        foreach (var route in Routes)
        foreach (var path in route.Paths)
            web.MapPost(path, context => handler.HandleAsync(context, route));
    }
}
