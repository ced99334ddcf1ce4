using System.Security.Cryptography;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>Tenants with a Twilio account of their own: whose token may sign, and for whom it speaks.</summary>
public sealed class TenantAccountTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Address = "https://calls.example.test";
    private const string OwnSid = "AC11111111111111111111111111111111";
    private const string OwnToken = "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
    private const string NewToken = "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2";
    private static readonly Guid OtherTenant = new("018f0000-0000-7000-8000-000000000002");
    private static readonly byte[] SealingKey = new byte[32];
    private readonly TestClock _clock = new();
    private Verification _verification = null!;

    public async ValueTask InitializeAsync()
    {
        await database.ExecuteAsync("TRUNCATE twilio_server.twilio_accounts");
        await new TenantStore(database.DataSource, _clock).SaveAsync(
            OtherTenant,
            Samples.Settings,
            "test",
            CancellationToken.None
        );
        await SaveAsync(OwnToken);
        _verification = await ReloadedAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_tenants_own_token_signs_for_its_own_account()
    {
        var verified = await ReadAsync("/webhooks/voice", OwnSid, OwnToken);
        Assert.Null(verified.Refusal);
        Assert.Equal(Samples.TenantId, verified.Account!.TenantId);
    }

    [Theory]
    [InlineData(OwnSid, Signing.Token, "signature-wrong")]
    [InlineData(Samples.AccountSid, OwnToken, "signature-wrong")]
    [InlineData("AC99999999999999999999999999999999", OwnToken, "signature-wrong")]
    [InlineData("AC99999999999999999999999999999999", Signing.Token, "account-wrong")]
    [InlineData(OwnSid, NewToken, "signature-wrong")]
    [InlineData("", OwnToken, "signature-wrong")]
    public async Task No_token_signs_for_another_account(string accountSid, string token, string reason) =>
        Assert.Equal(reason, (await ReadAsync("/webhooks/voice", accountSid, token)).Refusal?.Reason);

    [Theory]
    [InlineData(OwnToken)]
    [InlineData(Signing.Token)]
    public async Task Traffic_of_a_messaging_service_is_signed_by_the_numbers_account_or_the_services(string token)
    {
        KeyValuePair<string, string>[] more = [new("MessagingServiceSid", "MG0123456789abcdef0123456789abcdef")];
        Assert.Null((await ReadAsync("/webhooks/sms", OwnSid, token, more)).Refusal);
    }

    [Theory]
    [InlineData("018f0000000070008000000000000001", OwnSid, OwnToken, null)]
    [InlineData("018f0000000070008000000000000002", OwnSid, OwnToken, "tenant-wrong")]
    [InlineData("018f0000000070008000000000000003", OwnSid, OwnToken, "tenant-wrong")]
    [InlineData("nonsense", OwnSid, OwnToken, "tenant-wrong")]
    [InlineData("", OwnSid, OwnToken, "tenant-wrong")]
    [InlineData("018f0000000070008000000000000002", Samples.AccountSid, Signing.Token, null)]
    [InlineData("nonsense", Samples.AccountSid, Signing.Token, null)]
    public async Task The_tenant_in_a_url_owns_the_account_that_signed(
        string tenant,
        string accountSid,
        string token,
        string? reason
    ) =>
        Assert.Equal(
            reason,
            (await ReadAsync($"/webhooks/voice/dial-result?c=1&t={tenant}&n=2", accountSid, token)).Refusal?.Reason
        );

    [Fact]
    public async Task The_services_account_speaks_for_a_tenant_for_a_day_after_it_got_its_own()
    {
        const string target = "/webhooks/voice/dial-result?c=1&t=018f0000000070008000000000000001&n=2";
        Assert.Null((await ReadAsync(target, Samples.AccountSid, Signing.Token)).Refusal);
        Assert.Contains("tenant-wrong", Assert.Single(_verification.Log.Written));
        _clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(Refusal.WrongTenant, (await ReadAsync(target, Samples.AccountSid, Signing.Token)).Refusal);
    }

    [Fact]
    public async Task In_shadow_mode_a_wrong_tenant_is_only_told()
    {
        _verification = await ReloadedAsync(UrlTokenSettings.None with { ShadowOnly = true });
        const string target = "/webhooks/voice/dial-result?c=1&t=018f0000000070008000000000000002&n=2";
        Assert.Null((await ReadAsync(target, OwnSid, OwnToken)).Refusal);
        Assert.Contains("tenant-wrong", Assert.Single(_verification.Log.Written));
        Assert.Equal(Refusal.WrongSignature, (await ReadAsync(target, OwnSid, NewToken)).Refusal);
    }

    [Fact]
    public async Task A_replaced_token_counts_for_a_day()
    {
        await SaveAsync(NewToken);
        await SaveAsync(NewToken);
        _verification = await ReloadedAsync();
        Assert.Null((await ReadAsync("/webhooks/voice", OwnSid, NewToken)).Refusal);
        Assert.Null((await ReadAsync("/webhooks/voice", OwnSid, OwnToken)).Refusal);
        _clock.Advance(AccountStore.OldTokenLife);
        Assert.Null((await ReadAsync("/webhooks/voice", OwnSid, NewToken)).Refusal);
        Assert.Equal(Refusal.WrongSignature, (await ReadAsync("/webhooks/voice", OwnSid, OwnToken)).Refusal);
    }

    [Fact]
    public async Task An_account_stays_with_its_tenant_and_a_tenant_must_be_there()
    {
        Assert.False(await Store().SaveAsync(OtherTenant, OwnSid, OwnToken, CancellationToken.None));
        var nobody = new Guid("018f0000-0000-7000-8000-00000000000f");
        const string sid = "AC33333333333333333333333333333333";
        Assert.False(await Store().SaveAsync(nobody, sid, OwnToken, CancellationToken.None));
        Assert.Equal(1, await database.ScalarAsync<int>("SELECT count(*) FROM twilio_server.twilio_accounts"));
    }

    [Fact]
    public async Task The_database_holds_no_token_and_a_seal_opens_only_for_its_account_and_key()
    {
        await SaveAsync(NewToken);
        var row = await database.ScalarAsync<string>("SELECT a::text FROM twilio_server.twilio_accounts a");
        foreach (var token in new[] { OwnToken, NewToken })
        {
            Assert.DoesNotContain(token, row);
            Assert.DoesNotContain(Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(token)), row);
        }
        var other = new AccountStore(database.DataSource, [.. SealingKey.Select(_ => (byte)1)], _clock);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => other.ReadAsync(CancellationToken.None));
        await database.ExecuteAsync("UPDATE twilio_server.twilio_accounts SET account_sid = 'AC' || repeat('4', 32)");
        await Assert.ThrowsAnyAsync<CryptographicException>(() => Store().ReadAsync(CancellationToken.None));
    }

    private AccountStore Store() => new(database.DataSource, SealingKey, _clock);

    private async Task SaveAsync(string token) =>
        Assert.True(await Store().SaveAsync(Samples.TenantId, OwnSid, token, CancellationToken.None));

    private async Task<Verification> ReloadedAsync(UrlTokenSettings? urlToken = null)
    {
        var verification = new Verification([Address], urlToken, accounts: Store(), clock: _clock);
        await verification.Secrets.ReloadAsync(CancellationToken.None);
        return verification;
    }

    private async Task<VerifiedRequest> ReadAsync(
        string target,
        string accountSid,
        string token,
        params KeyValuePair<string, string>[] more
    )
    {
        List<KeyValuePair<string, string>> parameters = [new("CallSid", Samples.CallSid), .. more];
        if (accountSid.Length > 0)
            parameters.Add(new("AccountSid", accountSid));
        var signature = Signing.Sign(Address + target, parameters, token);
        var request = Requests.Post(target, Requests.Encode(parameters), signature);
        return await _verification.Verifier.ReadAsync(request);
    }
}
