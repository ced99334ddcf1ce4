using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Deployment;

/// <summary>The history that <c>bench/growth.sh</c> fills in fits the schema: it is run too seldom to find out there.</summary>
public sealed class BenchmarkHistoryTests(TestDatabase database) : IClassFixture<TestDatabase>
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

    private static string History() =>
        PsqlScript.Read(
            "bench/growth/history.sql",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["first"] = "1",
                ["last"] = $"{Calls}",
                ["total"] = $"{Calls}",
                ["tenant"] = $"{Samples.TenantId}",
                ["number"] = Samples.BusinessNumber,
                ["parameters"] = """{"CallSid":"","From":"+12125550147"}""",
                ["reply"] = "<Response/>",
            }
        );
}
