using System.Security.Cryptography;
using Dapper;
using Npgsql;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Retention;

public sealed class DropPartitionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Drop = "SELECT twilio_server.drop_old_partition(@table, @before::timestamptz)";

    /// <summary>The database's own clock guards: what is asked for in a century is not dropped today.</summary>
    [Theory]
    [InlineData("webhook_logs", "webhook_logs_2019_12", "webhook_logs_2020_01", "webhook_logs_2020_02")]
    [InlineData("events", "events_2019_12", "events_2020_01", "events_2020_02")]
    [InlineData("calls", "calls_2019_q4", "calls_2020_q1", "calls_2020_q2")]
    public async Task What_is_past_its_time_goes_oldest_first_and_nothing_younger_than_90_days(
        string table,
        params string[] oldest
    )
    {
        // Whatever another test left that is older.
        while (await DropAsync(table, "2019-12-01Z") is not null) { }
        await MakeAsync("2020-01-15Z");
        Assert.Equal(oldest[0], await DropAsync(table, "2020-01-01Z"));
        Assert.Null(await DropAsync(table, "2020-01-01Z"));
        Assert.Equal(oldest[1], await DropAsync(table, "2120-01-01Z"));
        Assert.Equal(oldest[2], await DropAsync(table, "2120-01-01Z"));
        while (await DropAsync(table, "2120-01-01Z") is not null) { }
        Assert.Equal(
            0,
            await database.ScalarAsync<int>(
                "SELECT count(*) FROM pg_class WHERE relname ~ @pattern AND relkind = 'r'",
                new { pattern = $"^{table}_20(19|20|21)_" }
            )
        );
        Assert.True(
            await database.ScalarAsync<bool>(
                """
                SELECT bool_and(to_regclass(format('%I.%I', n.nspname, c.relname || '_' ||
                    to_char(now(), CASE c.relname WHEN 'calls' THEN 'YYYY"_q"Q' ELSE 'YYYY_MM' END))) IS NOT NULL)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = @table
                """,
                new { table }
            )
        );
    }

    [Fact]
    public async Task Rows_go_with_their_partition_and_the_others_stay()
    {
        await MakeAsync("2021-05-15Z");
        await database.ExecuteAsync(
            """
            INSERT INTO webhook_logs (delivery_id, webhook_id, webhook_type, outcome, duration_ms, parameters, created_at)
            SELECT gen_random_uuid(), gen_random_uuid(), 'voice', 'processed', 1, '{}', at
            FROM unnest('{2021-05-31T23:59:59.999Z,2021-06-01Z}'::timestamptz[]) at
            """
        );
        while (await DropAsync("webhook_logs", "2021-06-15Z") is not null) { }
        Assert.Equal(
            "2021-06-01",
            await database.ScalarAsync<string>(
                "SELECT min(created_at AT TIME ZONE 'UTC')::date::text FROM webhook_logs"
            )
        );
    }

    [Fact]
    public async Task Only_what_the_service_made_is_dropped()
    {
        await database.ExecuteAsync(
            """
            CREATE TABLE webhook_logs_archive PARTITION OF webhook_logs FOR VALUES FROM ('2015-01-01Z') TO ('2015-02-01Z');
            CREATE TABLE webhook_logs_2015_03 PARTITION OF webhook_logs FOR VALUES FROM ('2015-03-01Z') TO ('2015-05-01Z');
            CREATE TABLE webhook_logs_2015_06 (x integer);
            """
        );
        Assert.NotEqual("webhook_logs_2015_03", await DropAsync("webhook_logs", "2016-01-01Z"));
        Assert.Equal(
            3,
            await database.ScalarAsync<int>(
                "SELECT count(*) FROM pg_class WHERE relname ~ '^webhook_logs_(2015|archive)[^.]*$' AND relkind = 'r'"
            )
        );
    }

    [Theory]
    [InlineData("sms_messages")]
    [InlineData("stream_keys")]
    [InlineData("calls; DROP TABLE calls")]
    [InlineData("pg_class")]
    public async Task Of_other_tables_nothing_is_dropped(string table) =>
        await Assert.ThrowsAsync<PostgresException>(() => DropAsync(table, "2120-01-01Z"));

    /// <summary>Whoever waits for this lock makes everybody wait; a long reading must not stop the webhooks.</summary>
    [Fact]
    public async Task A_table_in_use_is_not_waited_for()
    {
        await MakeAsync("2022-02-15Z");
        await using var reader = await database.DataSource.OpenConnectionAsync();
        await using var reading = await reader.BeginTransactionAsync();
        await reader.ExecuteAsync("SELECT count(*) FROM calls");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => DropAsync("calls", "2120-01-01Z"));
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, refused.SqlState);
    }

    [Fact]
    public async Task A_role_without_the_right_to_drop_tables_can_have_it_done()
    {
        await MakeAsync("2018-02-15Z");
        var role = "server_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
        await database.ExecuteAsync($"CREATE ROLE {role}; GRANT USAGE ON SCHEMA twilio_server TO {role}");
        try
        {
            await using var connection = await database.DataSource.OpenConnectionAsync();
            await connection.ExecuteAsync($"SET ROLE {role}");
            await Assert.ThrowsAsync<PostgresException>(() =>
                connection.ExecuteAsync("DROP TABLE twilio_server.events_2018_01")
            );
            var dropped = await connection.ExecuteScalarAsync<string>(
                Drop,
                new { table = "events", before = "2018-06-01Z" }
            );
            Assert.Equal("events_2018_01", dropped);
            await connection.ExecuteAsync("RESET ROLE");
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private Task MakeAsync(string moment) =>
        database.ExecuteAsync(
            "SELECT twilio_server.ensure_partitions(@moment::timestamptz), twilio_server.ensure_partitions(now())",
            new { moment }
        );

    private async Task<string?> DropAsync(string table, string before)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string?>(Drop, new { table, before });
    }
}
