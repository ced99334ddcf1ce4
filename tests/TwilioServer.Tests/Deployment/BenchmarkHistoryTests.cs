using System.Text.RegularExpressions;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Deployment;

/// <summary>The history that <c>bench/growth.sh</c> fills in fits the schema: it is run too seldom to find out there.</summary>
public sealed partial class BenchmarkHistoryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Calls = 1000;

    [Fact]
    public async Task Each_past_call_leaves_what_retention_would_have_left()
    {
        await database.ScalarAsync<int>("SELECT twilio_server.ensure_partitions(now())");
        await database.ExecuteAsync(History());
        const string counts = """
            SELECT format('%s calls, %s missed, %s texts, %s decisions, %s log rows, %s events',
                (SELECT count(*) FROM calls), (SELECT count(*) FROM calls WHERE missed), (SELECT count(*) FROM sms_messages),
                (SELECT count(*) FROM twilio_server.decisions), (SELECT count(*) FROM webhook_logs),
                (SELECT count(*) FROM twilio_server.events))
            """;
        Assert.Equal(
            "1000 calls, 300 missed, 300 texts, 300 decisions, 1000 log rows, 1000 events",
            await database.ScalarAsync<string>(counts)
        );
        const string keys = """
            SELECT count(*) > 0 AND count(*) = (SELECT count(*) FROM calls WHERE created_at > now() - interval '2 days')
            FROM twilio_server.stream_keys k JOIN calls c ON c.call_sid = k.stream_key AND c.call_id = k.stream_id
            """;
        Assert.True(await database.ScalarAsync<bool>(keys), "Only the calls of the last two days have their keys.");
    }

    /// <summary>The file as psql would send it: values put in for :name and :'name'.</summary>
    private static string History()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["first"] = "1",
            ["last"] = $"{Calls}",
            ["total"] = $"{Calls}",
            ["tenant"] = $"{Samples.TenantId}",
            ["number"] = Samples.BusinessNumber,
            ["parameters"] = """{"CallSid":"","From":"+12125550147"}""",
            ["reply"] = "<Response/>",
        };
        return Variable()
            .Replace(
                Repository.Read("bench/growth/history.sql"),
                match =>
                    match.Groups["quoted"].Success
                        ? $"'{values[match.Groups["quoted"].Value]}'"
                        : values[match.Groups["plain"].Value]
            );
    }

    [GeneratedRegex(
        "(?<!:):(?:'(?<quoted>[a-z]+)'|(?<plain>[a-z]+))",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Variable();
}
