using System.Globalization;
using TwilioEmulator.Simulator;

namespace TwilioEmulator.Rest.Usage;

internal static class UsageRoutes
{
    private static readonly string[] Periods =
    [
        "AllTime",
        "Daily",
        "LastMonth",
        "Monthly",
        "ThisMonth",
        "Today",
        "Yearly",
        "Yesterday",
    ];

    public static void MapUsage(this RouteGroupBuilder account) => account.MapGet("/Usage/Records.json", List);

    /// <summary>Without dates the use since the account began; both days count whole.</summary>
    private static IResult List(HttpContext context, string accountSid, UsageLedger usage, TimeProvider clock)
    {
        var query = context.Request.Query;
        var from = Day(query["StartDate"]) ?? DateTimeOffset.UnixEpoch;
        var last = Day(query["EndDate"]) ?? Day(clock.GetUtcNow());
        var records = usage
            .Records(accountSid, from, last.AddDays(1))
            .Where(record => RestQuery.Matches(query["Category"], record.Category));
        var asOf = clock.GetUtcNow();
        return Paging.Page(
            context,
            "usage_records",
            records,
            record => record.Category,
            record => Of(record, accountSid, from, last, asOf)
        );
    }

    private static object Of(
        UsageCategory record,
        string accountSid,
        DateTimeOffset from,
        DateTimeOffset last,
        DateTimeOffset asOf
    )
    {
        var path = $"{RestApi.Prefix}/Accounts/{accountSid}/Usage/Records";
        var query = $"?Category={record.Category}&StartDate={from:yyyy-MM-dd}&EndDate={last:yyyy-MM-dd}";
        return new
        {
            AccountSid = accountSid,
            CallParameters.ApiVersion,
            AsOf = Iso8601.Format(asOf),
            record.Category,
            Count = $"{record.Count}",
            record.CountUnit,
            record.Description,
            EndDate = $"{last:yyyy-MM-dd}",
            record.Price,
            PriceUnit = "usd",
            StartDate = $"{from:yyyy-MM-dd}",
            SubresourceUris = Periods.ToDictionary(Snake, name => $"{path}/{name}.json?Category={record.Category}"),
            Uri = path + ".json" + query,
            Usage = $"{record.Usage}",
            record.UsageUnit,
        };
    }

    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static DateTimeOffset? Day(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Day(time)
            : null;

    private static DateTimeOffset Day(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
