using TwilioEmulator.Rest.Usage;

namespace TwilioEmulator.Rest.Accounts;

internal static class BalanceRoutes
{
    /// <summary>What an account is credited with, in dollars, before its use is taken off.</summary>
    private const decimal Credit = 100;

    public static void MapBalance(this RouteGroupBuilder account) => account.MapGet("/Balance.json", Fetch);

    private static IResult Fetch(string accountSid, UsageLedger usage) =>
        RestJson.Ok(
            new
            {
                AccountSid = accountSid,
                Balance = (Credit - usage.TotalPrice(accountSid)).ToString("0.00000"),
                Currency = "USD",
            }
        );
}
