using TwilioServer.Configuration;
using TwilioServer.Journal;

namespace TwilioServer.Webhooks;

/// <summary>The parts that verify webhooks, put together.</summary>
internal sealed class WebhookParts
{
    private readonly PublicUrls _urls;
    private readonly RefusalCounter _refusals;
    private readonly SourceAddresses _sources;
    private readonly WebhookRules _rules;

    public WebhookParts(ServerSettings settings, PublicUrls urls, WebhookSecrets secrets, RefusalCounter refusals)
    {
        (_urls, _refusals) = (urls, refusals);
        _sources = new SourceAddresses(settings.Hardening.TrustedProxies);
        _rules = new WebhookRules(secrets, settings.Webhooks.UrlToken, refusals, _sources);
        Verifier = new RequestVerifier(urls, secrets, _rules);
        var selfTest = new SignatureSelfTest(Verifier, urls, secrets);
        Verification = new VerificationEndpoints(Verifier, selfTest, refusals, _sources);
    }

    public RequestVerifier Verifier { get; }

    public VerificationEndpoints Verification { get; }

    public WebhookHandler Handler(
        EventJournal journal,
        DeliveryEntries entries,
        Ambient ambient,
        ILogger<WebhookHandler> logger
    ) => new(Verifier, _refusals, journal, entries, _urls, _rules, _sources, ambient, logger);
}
