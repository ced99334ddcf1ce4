using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>The service's account and the tenants' own, each with a client that is made once for its token.</summary>
/// <param name="own">The tenants' accounts as they are known now.</param>
public sealed class ReconciledAccounts(
    TwilioSettings settings,
    TwilioClient main,
    Func<IReadOnlyList<TwilioAccount>> own
) : IDisposable
{
    private readonly Dictionary<(string AccountSid, string AuthToken), TwilioClient> _clients = [];

    /// <summary>The accounts now.</summary>
    public IReadOnlyList<ReconciledAccount> Current()
    {
        lock (_clients)
            return
            [
                new(settings.AccountSid, null, main),
                .. own()
                    .Where(account => account.AccountSid != settings.AccountSid)
                    .Select(account => new ReconciledAccount(account.AccountSid, account.TenantId, ClientOf(account))),
            ];
    }

    /// <summary>What they all list.</summary>
    public IReadOnlyList<TwilioLists> Lists(Ambient ambient) =>
        [.. Current().Select(account => new TwilioLists(account.Client, account.AccountSid, ambient))];

    /// <summary>Those that a tenant's calls may be in: its own, and the service's, where calls began before it had one.</summary>
    public IReadOnlyList<ReconciledAccount> Of(Guid tenantId) =>
        [.. Current().Where(account => account.TenantId is null || account.TenantId == tenantId).Reverse()];

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private TwilioClient ClientOf(TwilioAccount account)
    {
        var key = (account.AccountSid, account.AuthToken);
        if (!_clients.TryGetValue(key, out var client))
            _clients[key] = client = new TwilioClient(
                settings with
                {
                    AccountSid = account.AccountSid,
                    AuthToken = account.AuthToken,
                    ApiKey = null,
                    ApiSecret = null,
                }
            );
        return client;
    }
}
