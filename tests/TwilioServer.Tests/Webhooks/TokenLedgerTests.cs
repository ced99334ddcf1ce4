using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>Old secrets die by themselves, counted from when they were first seen as old ones.</summary>
public sealed class TokenLedgerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Address = "https://calls.example.test";
    private static readonly byte[] Key = new byte[32];
    private readonly TestClock _clock = new();

    [Fact]
    public async Task An_old_token_is_accepted_for_its_time_and_not_longer()
    {
        var verification = await StartAsync("current token number 1", "old token number 1");
        Assert.Null(await RefusalAsync(verification, "old token number 1"));
        _clock.Advance(TimeSpan.FromSeconds(3599));
        Assert.Null(await RefusalAsync(verification, "old token number 1"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Refusal.WrongUrlToken, await RefusalAsync(verification, "old token number 1"));
        Assert.Null(await RefusalAsync(verification, "current token number 1"));
    }

    [Fact]
    public async Task A_restart_or_another_process_gives_it_no_new_time()
    {
        await StartAsync("current token number 2", "old token number 2");
        _clock.Advance(TimeSpan.FromMinutes(59));
        var later = await StartAsync("current token number 2", "old token number 2");
        Assert.Null(await RefusalAsync(later, "old token number 2"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Refusal.WrongUrlToken, await RefusalAsync(later, "old token number 2"));
        var last = await StartAsync("current token number 2", "old token number 2");
        Assert.Equal(Refusal.WrongUrlToken, await RefusalAsync(last, "old token number 2"));
    }

    [Fact]
    public async Task A_token_that_was_current_for_months_has_its_time_from_when_it_became_the_old_one()
    {
        await StartAsync("token 3 of long ago", null);
        _clock.Advance(TimeSpan.FromDays(90));
        var rotated = await StartAsync("current token number 3", "token 3 of long ago");
        Assert.Null(await RefusalAsync(rotated, "token 3 of long ago"));
    }

    [Fact]
    public async Task A_token_that_became_current_again_has_its_time_anew_when_it_is_replaced_again()
    {
        await StartAsync("token 4 B, the other", "token 4 A, the first");
        _clock.Advance(TimeSpan.FromHours(2));
        await StartAsync("token 4 A, the first", "token 4 B, the other");
        _clock.Advance(TimeSpan.FromHours(2));
        var again = await StartAsync("token 4 B, the other", "token 4 A, the first");
        Assert.Null(await RefusalAsync(again, "token 4 A, the first"));
    }

    [Fact]
    public async Task An_announced_token_is_accepted_before_a_process_is_configured_with_it()
    {
        var verification = await StartAsync("current token number 5", null);
        Assert.Equal(Refusal.WrongUrlToken, await RefusalAsync(verification, "the coming token 5"));
        await Ledger().AnnounceAsync("the coming token 5", TimeSpan.FromHours(1), CancellationToken.None);
        await verification.Secrets.ReloadAsync(CancellationToken.None);
        Assert.Null(await RefusalAsync(verification, "the coming token 5"));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Refusal.WrongUrlToken, await RefusalAsync(verification, "the coming token 5"));
        var configured = await StartAsync("the coming token 5", "current token number 5");
        Assert.Null(await RefusalAsync(configured, "the coming token 5"));
        Assert.Null(await RefusalAsync(configured, "current token number 5"));
    }

    [Fact]
    public async Task A_token_that_is_only_configured_elsewhere_is_not_accepted()
    {
        await StartAsync("token of a process 6", null);
        var other = await StartAsync("token of another one 6", null);
        Assert.Equal(Refusal.WrongUrlToken, await RefusalAsync(other, "token of a process 6"));
    }

    [Fact]
    public async Task The_old_auth_token_dies_after_a_day()
    {
        var verification = await StartAsync(null, null);
        var request = () => Requests.Signed(Address + "/webhooks/sms", "/webhooks/sms", Signing.OldToken);
        Assert.Null((await verification.Verifier.ReadAsync(request())).Refusal);
        _clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(Refusal.WrongSignature, (await verification.Verifier.ReadAsync(request())).Refusal);
    }

    [Fact]
    public async Task The_database_holds_no_token()
    {
        await StartAsync("a canary of a token 8", "an old canary token 8");
        var rows = await database.QueryAsync<string>("SELECT t::text FROM twilio_server.webhook_tokens t");
        Assert.NotEmpty(rows);
        foreach (var secret in new[] { "a canary of a token 8", Signing.Token })
        {
            Assert.DoesNotContain(rows, row => row.Contains(secret));
            var hexadecimal = Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(secret));
            Assert.DoesNotContain(rows, row => row.Contains(hexadecimal));
        }
    }

    private TokenLedger Ledger() => new(database.DataSource, Key, _clock);

    private async Task<Verification> StartAsync(string? current, string? old)
    {
        var verification = new Verification(
            [Address],
            new UrlTokenSettings(current, old, 3600, true, false),
            ledger: Ledger(),
            clock: _clock
        );
        await verification.Secrets.ReloadAsync(CancellationToken.None);
        return verification;
    }

    private static async Task<Refusal?> RefusalAsync(Verification verification, string token)
    {
        var target = "/webhooks/sms?token=" + Uri.EscapeDataString(token);
        return (await verification.Verifier.ReadAsync(Requests.Signed(Address + target, target))).Refusal;
    }
}
