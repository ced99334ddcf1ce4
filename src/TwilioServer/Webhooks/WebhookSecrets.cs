using System.Collections.Frozen;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Webhooks;

/// <summary>
/// Everything that a webhook is verified with, in memory: the service's account, the tenants' own, and the tokens that
/// URLs carry. Replaced as a whole when a change is announced.
/// </summary>
public sealed class WebhookSecrets
{
    private readonly TwilioSettings _twilio;
    private readonly UrlTokenSettings _urlToken;
    private readonly AccountStore? _accounts;
    private readonly TokenLedger? _ledger;
    private readonly TimeProvider _time;
    private volatile Snapshot _snapshot;

    /// <param name="accounts">The tenants' own accounts; null where there is only the service's.</param>
    /// <param name="ledger">Null where old secrets count for ever, as in a test.</param>
    public WebhookSecrets(
        TwilioSettings twilio,
        UrlTokenSettings urlToken,
        AccountStore? accounts,
        TokenLedger? ledger,
        TimeProvider time
    )
    {
        (_twilio, _urlToken, _accounts, _ledger, _time) = (twilio, urlToken, accounts, ledger, time);
        _snapshot = Make([], [], ledger is null ? DateTimeOffset.MaxValue : default, DateTimeOffset.MaxValue);
    }

    /// <summary>The service's own account.</summary>
    public SigningAccount Main => _snapshot.Main;

    /// <summary>Whether any tenant has an account of its own.</summary>
    internal bool HasTenantAccounts => _snapshot.OfTenant.Count > 0;

    internal UrlTokens UrlTokens => _snapshot.UrlTokens;

    internal TimeProvider Time => _time;

    /// <summary>The account with this SID; null for one that nobody told us of.</summary>
    public SigningAccount? Find(ReadOnlySpan<char> accountSid)
    {
        var snapshot = _snapshot;
        if (accountSid.SequenceEqual(snapshot.Main.AccountSid))
            return snapshot.Main;
        return snapshot.BySid.Count > 0 && snapshot.BySid.GetAlternateLookup<ReadOnlySpan<char>>() is var lookup
            ? lookup.TryGetValue(accountSid, out var account)
                ? account
                : null
            : null;
    }

    /// <summary>The account that a tenant has longest; null when it has none of its own.</summary>
    public SigningAccount? OfTenant(Guid tenantId) => _snapshot.OfTenant.GetValueOrDefault(tenantId);

    /// <summary>Notes the secrets of this process, once at its start, and reads those of the tenants.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (_ledger is not null)
        {
            await _ledger.SeeCurrentAsync(TokenLedger.AuthToken, _twilio.AuthToken, cancellation);
            if (_urlToken.Current is { } current)
                await _ledger.SeeCurrentAsync(TokenLedger.UrlToken, current, cancellation);
        }
        await ReloadAsync(cancellation);
    }

    /// <summary>Reads anew what other processes and operators may have changed.</summary>
    public async Task ReloadAsync(CancellationToken cancellation)
    {
        var authTokenOldUntil = await OldUntilAsync(
            TokenLedger.AuthToken,
            _twilio.AuthTokenOld == _twilio.AuthToken ? null : _twilio.AuthTokenOld,
            _twilio.AuthTokenOldSeconds,
            cancellation
        );
        var urlTokenOldUntil = await OldUntilAsync(
            TokenLedger.UrlToken,
            _urlToken.Old == _urlToken.Current ? null : _urlToken.Old,
            _urlToken.OldSeconds,
            cancellation
        );
        var accounts = _accounts is null ? [] : await _accounts.ReadAsync(cancellation);
        var announced = _ledger is null ? [] : await _ledger.AnnouncedAsync(cancellation);
        _snapshot = Make(accounts, announced, authTokenOldUntil, urlTokenOldUntil);
    }

    private async Task<DateTimeOffset> OldUntilAsync(
        string kind,
        string? old,
        int seconds,
        CancellationToken cancellation
    ) =>
        old is null || _ledger is null
            ? DateTimeOffset.MaxValue
            : await _ledger.SeeOldAsync(kind, old, TimeSpan.FromSeconds(seconds), cancellation);

    private Snapshot Make(
        IReadOnlyList<TwilioAccount> accounts,
        IReadOnlyList<AnnouncedToken> announced,
        DateTimeOffset authTokenOldUntil,
        DateTimeOffset urlTokenOldUntil
    )
    {
        var main = new SigningAccount(
            _twilio.AccountSid,
            null,
            new SigningKey(_twilio.AuthToken),
            _twilio.AuthTokenOld is { } old ? new SigningKey(old) : null,
            authTokenOldUntil,
            default
        );
        var own = accounts.Select(SigningAccount.Of).OrderBy(account => account.Since).ToList();
        var urlTokens = new UrlTokens(
            _urlToken.Current,
            _urlToken.Old,
            urlTokenOldUntil,
            announced,
            token => _ledger!.HashOf(TokenLedger.UrlToken, token),
            _time
        );
        return new Snapshot(
            main,
            own.ToFrozenDictionary(account => account.AccountSid, StringComparer.Ordinal),
            own.DistinctBy(account => account.TenantId).ToFrozenDictionary(account => account.TenantId!.Value),
            urlTokens
        );
    }

    private sealed record Snapshot(
        SigningAccount Main,
        FrozenDictionary<string, SigningAccount> BySid,
        FrozenDictionary<Guid, SigningAccount> OfTenant,
        UrlTokens UrlTokens
    );
}
