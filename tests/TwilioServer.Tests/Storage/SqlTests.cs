using System.Text.RegularExpressions;
using Dapper;
using TwilioServer.Storage;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Storage;

/// <summary>Every statement fits the schema.</summary>
public sealed partial class SqlTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<string> Names => [.. Sql.Names()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_statement_can_be_prepared(string name)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var sql = Sql.Load(name);
        if (sql.StartsWith("CREATE", StringComparison.Ordinal))
            await connection.ExecuteAsync(sql);
        else
            await connection.ExecuteAsync("PREPARE tested AS " + Numbered(sql));
    }

    [Fact]
    public void No_statement_is_forgotten()
    {
        var files = Directory
            .EnumerateFiles(Repository.PathTo("src/TwilioServer"), "*.sql", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/Migrations/") && !file.Contains("/bin/") && !file.Contains("/obj/"))
            .Select(file => Path.GetRelativePath(Repository.PathTo("src/TwilioServer"), file)[..^".sql".Length]);
        Assert.Equal(files.Order(StringComparer.Ordinal), Sql.Names());
    }

    /// <summary>Dapper's named parameters as PostgreSQL's numbered ones.</summary>
    private static string Numbered(string sql)
    {
        var names = new List<string>();
        return NamedParameter()
            .Replace(
                sql,
                match =>
                {
                    if (!names.Contains(match.Value))
                        names.Add(match.Value);
                    return $"${names.IndexOf(match.Value) + 1}";
                }
            );
    }

    [GeneratedRegex("@[A-Za-z]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedParameter();
}
