using Npgsql;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>The parts that verify a request, put together for a test.</summary>
internal sealed class Verification
{
    public static readonly TwilioSettings Twilio = new(
        Samples.AccountSid,
        Signing.Token,
        Signing.OldToken,
        null,
        null,
        new Uri("https://api.example.test"),
        1
    );

    public Verification(
        string[] publicUrls,
        UrlTokenSettings? urlToken = null,
        AccountStore? accounts = null,
        TokenLedger? ledger = null,
        NpgsqlDataSource? dataSource = null,
        TwilioSettings? twilio = null,
        TestClock? clock = null
    )
    {
        Clock = clock ?? new TestClock();
        var token = urlToken ?? UrlTokenSettings.None;
        Urls = new PublicUrls(new WebhookSettings([.. publicUrls.Select(url => new Uri(url))]) { UrlToken = token });
        Secrets = new WebhookSecrets(twilio ?? Twilio, token, accounts, ledger, Clock);
        Refusals = new RefusalCounter(dataSource ?? NpgsqlDataSource.Create("Host=nobody.example.test"), Clock, Log);
        Sources = new SourceAddresses(AddressSet.Empty);
        Rules = new WebhookRules(Secrets, token, Refusals, Sources);
        Verifier = new RequestVerifier(Urls, Secrets, Rules);
    }

    public TestClock Clock { get; }

    public PublicUrls Urls { get; }

    public WebhookSecrets Secrets { get; }

    public RefusalCounter Refusals { get; }

    public SourceAddresses Sources { get; }

    public WebhookRules Rules { get; }

    public RequestVerifier Verifier { get; }

    public LogLines<RefusalCounter> Log { get; } = new();
}
