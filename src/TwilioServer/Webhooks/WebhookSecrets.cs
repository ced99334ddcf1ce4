using System.Collections.Frozen;
using System.Text;
using Npgsql;
using TwilioServer.Configuration;
using TwilioServer.Storage;
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
    private bool _isNoted;

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
        _snapshot = Make(KnownSecrets.None);
    }

    /// <summary>Those of the service, before anything is read. The keys come from the master key alone where it is configured.</summary>
    public static async Task<WebhookSecrets> OpenAsync(
        ServerSettings settings,
        NpgsqlDataSource dataSource,
        ServiceKeys keys,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var master = settings.Storage.MasterKey;
        var sealingKey = await keys.DerivedAsync(master, AccountStore.SealingPurpose, cancellation);
        var hashKey = await keys.DerivedAsync(master, TokenLedger.HashPurpose, cancellation);
        return new WebhookSecrets(
            settings.Twilio,
            settings.Webhooks.UrlToken,
            new AccountStore(dataSource, sealingKey, time),
            new TokenLedger(dataSource, hashKey, time),
            time
        );
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

    /// <summary>What is known now and the environment does not hold.</summary>
    public KnownSecrets Known => _snapshot.Known;

    /// <summary>Takes what was known earlier, where the database cannot be asked.</summary>
    public void Use(KnownSecrets known) => _snapshot = Make(known);

    /// <summary>Reads anew what other processes and operators may have changed; the first time it notes our own secrets.</summary>
    public async Task ReloadAsync(CancellationToken cancellation)
    {
        var old = new List<KnownToken>();
        if (_ledger is not null)
        {
            await SeeCurrentAsync(_ledger, cancellation);
            if (_twilio.AuthTokenOld is { } authToken && authToken != _twilio.AuthToken)
                old.Add(await SeeOldAsync(TokenLedger.AuthToken, authToken, _twilio.AuthTokenOldSeconds, cancellation));
            if (_urlToken.Old is { } urlToken && urlToken != _urlToken.Current)
                old.Add(await SeeOldAsync(TokenLedger.UrlToken, urlToken, _urlToken.OldSeconds, cancellation));
        }
        var accounts = _accounts is null ? [] : await _accounts.ReadAsync(cancellation);
        var announced = _ledger is null ? [] : await _ledger.AnnouncedAsync(cancellation);
        _snapshot = Make(new KnownSecrets(accounts, old, announced));
    }

    private async Task SeeCurrentAsync(TokenLedger ledger, CancellationToken cancellation)
    {
        if (_isNoted)
            return;
        await ledger.SeeCurrentAsync(TokenLedger.AuthToken, _twilio.AuthToken, cancellation);
        if (_urlToken.Current is { } current)
            await ledger.SeeCurrentAsync(TokenLedger.UrlToken, current, cancellation);
        _isNoted = true;
    }

    private async Task<KnownToken> SeeOldAsync(string kind, string old, int seconds, CancellationToken cancellation) =>
        new(HashOf(kind, old), await _ledger!.SeeOldAsync(kind, old, TimeSpan.FromSeconds(seconds), cancellation));

    /// <summary>Until when an old secret counts: as the database said, or, while it has not, for its time from now.</summary>
    private DateTimeOffset OldUntil(KnownSecrets known, string kind, string? old, int seconds)
    {
        if (old is null || _ledger is null)
            return DateTimeOffset.MaxValue;
        var hash = HashOf(kind, old);
        return known.OldTokens.FirstOrDefault(token => token.Hash.AsSpan().SequenceEqual(hash))?.ExpiresAt
            ?? _time.GetUtcNow() + TimeSpan.FromSeconds(seconds);
    }

    private byte[] HashOf(string kind, string secret) => _ledger!.HashOf(kind, Encoding.UTF8.GetBytes(secret));

    private Snapshot Make(KnownSecrets known)
    {
        var main = new SigningAccount(
            _twilio.AccountSid,
            null,
            new SigningKey(_twilio.AuthToken),
            _twilio.AuthTokenOld is { } old ? new SigningKey(old) : null,
            OldUntil(known, TokenLedger.AuthToken, _twilio.AuthTokenOld, _twilio.AuthTokenOldSeconds),
            default
        );
        var own = known.Accounts.Select(SigningAccount.Of).OrderBy(account => account.Since).ToList();
        var urlTokens = new UrlTokens(
            _urlToken.Current,
            _urlToken.Old,
            OldUntil(known, TokenLedger.UrlToken, _urlToken.Old, _urlToken.OldSeconds),
            known.Announced,
            token => _ledger!.HashOf(TokenLedger.UrlToken, token),
            _time
        );
        return new Snapshot(
            known,
            main,
            own.ToFrozenDictionary(account => account.AccountSid, StringComparer.Ordinal),
            own.DistinctBy(account => account.TenantId).ToFrozenDictionary(account => account.TenantId!.Value),
            urlTokens
        );
    }

    private sealed record Snapshot(
        KnownSecrets Known,
        SigningAccount Main,
        FrozenDictionary<string, SigningAccount> BySid,
        FrozenDictionary<Guid, SigningAccount> OfTenant,
        UrlTokens UrlTokens
    );
}
