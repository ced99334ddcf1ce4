using Dapper;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Storage;

public sealed class PartitionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Names = """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = @table::regclass ORDER BY c.relname COLLATE "C"
        """;

    [Fact]
    public async Task Calls_have_a_partition_a_quarter_from_the_last_to_two_ahead() =>
        Assert.Equal(
            ["calls_2026_q3", "calls_2026_q4", "calls_2027_q1", "calls_2027_q2"],
            (await database.QueryAsync<string>(Names, new { table = "calls" })).Where(name =>
                name.CompareTo("calls_2027_q3") < 0
            )
        );

    [Theory]
    [InlineData("webhook_logs", "webhook_logs_")]
    [InlineData("twilio_server.events", "events_")]
    public async Task Logs_and_events_have_a_partition_a_month(string table, string prefix)
    {
        string[] months = ["2026_10", "2026_11", "2026_12", "2027_01", "2027_02", "2027_03", "2027_04", "2027_05"];
        var names = await database.QueryAsync<string>(Names, new { table });
        Assert.Equal(
            months.Select(month => prefix + month),
            names.Where(name => name.CompareTo(prefix + "2027_06") < 0)
        );
    }

    [Theory]
    [InlineData("UTC", "2030-05-10T12:00:00Z", "2030_q2", "2030-04-01", "2030-07-01")]
    [InlineData("Pacific/Auckland", "2031-03-31T23:30:00Z", "2031_q1", "2031-01-01", "2031-04-01")]
    [InlineData("America/Los_Angeles", "2032-01-01T00:30:00Z", "2032_q1", "2032-01-01", "2032-04-01")]
    public async Task Bounds_are_UTC_whatever_the_time_zone_of_the_session(
        string zone,
        string moment,
        string quarter,
        string from,
        string to
    )
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync($"SET timezone = '{zone}'");
        const string ensure = "SELECT twilio_server.ensure_partitions(@moment::timestamptz)";
        Assert.True(await connection.ExecuteScalarAsync<int>(ensure, new { moment }) > 0);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>(ensure, new { moment }));
        await connection.ExecuteAsync("SET timezone = 'UTC'");
        var bound = await connection.ExecuteScalarAsync<string>(
            "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = @name",
            new { name = "calls_" + quarter }
        );
        Assert.Equal($"FOR VALUES FROM ('{from} 00:00:00+00') TO ('{to} 00:00:00+00')", bound);
    }

    [Fact]
    public async Task A_partition_has_the_indexes_of_its_table() =>
        Assert.Equal(
            3L,
            await database.ScalarAsync<long>("SELECT count(*) FROM pg_indexes WHERE tablename = 'calls_2026_q4'")
        );
}
