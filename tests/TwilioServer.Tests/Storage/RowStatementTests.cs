using System.Net;
using Npgsql;
using TwilioServer.Storage.Rows;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Storage;

/// <summary>What is encoded here is what PostgreSQL decodes there.</summary>
public sealed class RowStatementTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Columns =
        "(u uuid, t text, j jsonb, m timestamptz, b bigint, i integer, s smallint, r real, f boolean, n inet)";

    private sealed record Row(
        Guid? Id,
        string? Text,
        string Json,
        DateTimeOffset? Moment,
        long? Big,
        int? Number,
        short Small,
        float Real,
        bool? Flag,
        IPAddress? Address
    );

    public static TheoryData<int> Counts => [0, 1, 2, 300];

    [Fact]
    public async Task Every_type_arrives_as_it_was_sent()
    {
        var moment = new DateTimeOffset(2026, 11, 25, 12, 34, 56, TimeSpan.FromHours(-5)).AddTicks(1_234_560);
        var sent = new Row(
            Guid.Parse("0190f5f0-7e4c-7d54-8d14-00112233aabb"),
            "Größe 1+1=2 & 日本 😀",
            """{"a":"é","b":[1]}""",
            moment,
            long.MinValue,
            int.MaxValue,
            -7,
            12.25f,
            true,
            IPAddress.Parse("2001:db8::7")
        );
        Assert.Equal(
            [
                "0190f5f0-7e4c-7d54-8d14-00112233aabb|Größe 1+1=2 & 日本 😀|{\"a\": \"é\", \"b\": [1]}|2026-11-25 17:34:56.123456+00|-9223372036854775808|2147483647|-7|12.25|true|2001:db8::7",
            ],
            await RoundTripAsync([sent])
        );
    }

    [Fact]
    public async Task What_is_absent_arrives_as_null()
    {
        var sent = new Row(null, null, "{}", null, null, null, 0, 0, null, null);
        Assert.Equal(["-|-|{}|-|-|-|0|0|-|-"], await RoundTripAsync([sent]));
    }

    [Fact]
    public async Task An_address_of_version_4_arrives()
    {
        var sent = new Row(null, "", "{}", null, 0, 0, 0, 0, false, IPAddress.Parse("198.51.100.7"));
        Assert.Equal(["-||{}|-|0|0|0|0|false|198.51.100.7"], await RoundTripAsync([sent]));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public async Task Any_number_of_rows_arrives_in_its_order(int count)
    {
        var sent = Enumerable
            .Range(0, count)
            .Select(i => new Row(null, new string('x', i), "{}", null, i, null, 0, 0, null, null));
        var received = await RoundTripAsync([.. sent]);
        Assert.Equal(Enumerable.Range(0, count).Select(i => i.ToString()), received.Select(row => row.Split('|')[4]));
    }

    [Fact]
    public async Task A_row_with_one_column_too_few_is_refused()
    {
        await using var connection = await ConnectionAsync();
        var statement = new RowStatement<int>(
            "Journal/insert-stream-keys",
            "tested_row",
            static (row, i) => row.Text("")
        );
        statement.Add(1);
        await Assert.ThrowsAsync<PostgresException>(() => ReadAsync(connection, statement.Command()));
    }

    private async Task<List<string>> RoundTripAsync(Row[] rows)
    {
        await using var connection = await ConnectionAsync();
        var statement = new RowStatement<Row>("Journal/insert-stream-keys", "tested_row", Write);
        foreach (var row in rows)
            statement.Add(row);
        return await ReadAsync(connection, statement.Command());
    }

    /// <summary>A connection that knows a type with every column that rows can have.</summary>
    private async Task<NpgsqlConnection> ConnectionAsync()
    {
        await database.ExecuteAsync(
            $"DROP TYPE IF EXISTS twilio_server.tested_row; CREATE TYPE twilio_server.tested_row AS {Columns}"
        );
        var connection = await database.DataSource.OpenConnectionAsync();
        await connection.ReloadTypesAsync();
        return connection;
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, NpgsqlBatchCommand command)
    {
        command.CommandText = """
            SELECT concat_ws('|', coalesce(u::text, '-'), coalesce(t, '-'), j, coalesce((m AT TIME ZONE 'UTC')::text || '+00', '-'),
                coalesce(b::text, '-'), coalesce(i::text, '-'), s, r, coalesce(f::text, '-'), coalesce(host(n), '-'))
            FROM unnest($1::twilio_server.tested_row[])
            """;
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync();
        var received = new List<string>();
        while (await reader.ReadAsync())
            received.Add(reader.GetString(0));
        return received;
    }

    private static void Write(RowBuffer buffer, Row row)
    {
        buffer.Uuid(row.Id);
        buffer.Text(row.Text);
        buffer.Jsonb(row.Json);
        buffer.TimestampTz(row.Moment);
        buffer.Bigint(row.Big);
        buffer.Integer(row.Number);
        buffer.Smallint(row.Small);
        buffer.Real(row.Real);
        buffer.Boolean(row.Flag);
        buffer.Inet(row.Address);
    }
}
