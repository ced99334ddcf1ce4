using TwilioServer.Configuration;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Webhooks;

/// <summary>The parts that verify webhooks, put together.</summary>
internal sealed class WebhookParts
{
    private readonly PublicUrls _urls;
    private readonly RefusalCounter _refusals;
    private readonly SourceAddresses _sources;
    private readonly WebhookRules _rules;
    private readonly RequestVerifier _verifier;

    public WebhookParts(ServerSettings settings, PublicUrls urls, WebhookSecrets secrets, RefusalCounter refusals)
    {
        (_urls, _refusals) = (urls, refusals);
        _sources = new SourceAddresses(settings.Hardening.TrustedProxies);
        _rules = new WebhookRules(secrets, settings.Webhooks.UrlToken, refusals, _sources);
        _verifier = new RequestVerifier(urls, secrets, _rules);
        var selfTest = new SignatureSelfTest(_verifier, urls, secrets);
        Verification = new VerificationEndpoints(_verifier, selfTest, refusals, _sources);
    }

    public VerificationEndpoints Verification { get; }

    public WebhookHandler Handler(
        EventJournal journal,
        EventIdentity identity,
        TenantDirectory tenants,
        Ambient ambient,
        ILogger<WebhookHandler> logger
    ) => new(_verifier, _refusals, journal, identity, tenants, _urls, _rules, _sources, ambient, logger);
}
