using TwilioServer.Reconciliation;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;
using TwilioServer.Tests.TwilioApi;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.Reconciliation;

public sealed class ReconciledAccountsTests
{
    private const string Own = "ACffffffffffffffffffffffffffffffff";

    [Fact]
    public async Task A_tenants_account_is_read_with_its_own_token_as_long_as_that_is_the_one()
    {
        await using var twilio = await FakeTwilio.StartAsync(_ => (200, "{}"));
        var known = new List<TwilioAccount>();
        using var accounts = new ReconciledAccounts(
            new TwilioSettings(Samples.AccountSid, "t", null, "SK1", "secret", twilio.Url, 2),
            twilio.Client,
            () => known
        );
        Assert.Equal([new(Samples.AccountSid, null, twilio.Client)], accounts.Current());

        known.Add(new TwilioAccount(Own, Samples.TenantId, "one", null, null, TestClock.Noon));
        known.Add(new TwilioAccount(Samples.AccountSid, Samples.TenantId, "main", null, null, TestClock.Noon));
        var own = accounts.Current()[1];
        Assert.Equal((Own, Samples.TenantId), (own.AccountSid, own.TenantId));
        Assert.Equal(accounts.Current(), accounts.Current());
        await own.Client.GetAsync("Calls.json", TestContext.Current.CancellationToken);
        Assert.Equal($"/2010-04-01/Accounts/{Own}/Calls.json as {Own}:one", twilio.SignedIn[^1]);

        known[0] = known[0] with { AuthToken = "two" };
        await accounts.Current()[1].Client.GetAsync("Calls.json", TestContext.Current.CancellationToken);
        Assert.Equal($"/2010-04-01/Accounts/{Own}/Calls.json as {Own}:two", twilio.SignedIn[^1]);
        Assert.Equal(2, accounts.Current().Count);
    }
}
