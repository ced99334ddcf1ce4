using TwilioServer.FeatureFlags;
using TwilioServer.Jobs;
using TwilioServer.Media;
using TwilioServer.Webhooks;

namespace TwilioServer;

// The files that come with texts: who fetches them, and who takes them away in the end.
public sealed partial class ServerApp
{
    private MediaClient? _media;

    private MediaStore MediaStore => new(_dataSource, _ambient.Time);

    private MediaDirectory MediaDirectory => new(_settings.Media.Directory);

    private FetchMediaHandler MediaHandler(FeatureDirectory features, WebhookSecrets secrets)
    {
        var rule = new MediaUrlRule(_settings.Twilio.ApiBaseUrl, _settings.Media.RedirectHosts);
        // An emulator lives on this machine; Twilio never does.
        _media = new MediaClient(
            rule,
            _settings.Media.MaxBytes,
            _ambient.Time,
            new MediaConnector(_settings.Host.IsDevelopment).CreateHandler(),
            new MediaConnector(mayBePrivate: false).CreateHandler()
        );
        var main = MediaAccount.Of(_settings.Twilio);
        return new FetchMediaHandler(
            MediaStore,
            MediaDirectory,
            _media,
            rule,
            tenantId => features.For(tenantId).Features,
            tenantId =>
                [
                    main,
                    .. secrets
                        .Known.Accounts.Where(account =>
                            account.TenantId == tenantId && account.AccountSid != main.AccountSid
                        )
                        .Select(MediaAccount.Of),
                ]
        );
    }
}
