using System.Text.RegularExpressions;
using Dapper;
using TwilioServer.Storage;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Storage;

/// <summary>How PostgreSQL runs the journal's statements in the journal's own sessions.</summary>
internal static partial class JournalPlans
{
    private static readonly string[] OfJobs =
    [
        "Jobs/lock-claims",
        "Jobs/end-jobs",
        "Jobs/insert-jobs",
        "Jobs/claim-jobs",
        "Jobs/next-due",
        "Jobs/find-canceled",
    ];

    public static TheoryData<string> Statements =>
        [
            .. Sql.Names()
                .Where(name =>
                    name.Split('/')[0] is "Journal" or "Calls" or "Messages"
                    || name == "Recordings/insert-recordings"
                    || OfJobs.Contains(name)
                ),
        ];

    /// <summary>The scans that read a whole table which grows.</summary>
    public static async Task<IReadOnlyList<string>> WholeTableScansAsync(TestDatabase database, string name)
    {
        await using var dataSource = DataSources.Journal(database.Settings, writers: 1);
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.ExecuteAsync("PREPARE tested AS " + Sql.Load(name));
        var parameters = await connection.ExecuteScalarAsync<int>(
            "SELECT coalesce(array_length(parameter_types, 1), 0) FROM pg_prepared_statements WHERE name = 'tested'"
        );
        var nulls = parameters == 0 ? "" : $"({string.Join(',', Enumerable.Repeat("NULL", parameters))})";
        var plan = (await connection.QueryAsync<string>("EXPLAIN EXECUTE tested" + nulls)).ToList();
        return [.. plan.Where((line, i) => WholeTable().IsMatch(line) || ReadsWholeIndex(plan, i))];
    }

    /// <summary>An index scan without a condition reads all there is, and an EXISTS is sometimes answered like that.</summary>
    private static bool ReadsWholeIndex(List<string> plan, int line) =>
        IndexScan().IsMatch(plan[line])
        && !(line + 1 < plan.Count && plan[line + 1].Contains("Index Cond:", StringComparison.Ordinal));

    [GeneratedRegex("Index (Only )?Scan (using|on) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IndexScan();

    [GeneratedRegex(
        "Seq Scan on .*(calls|events|stream_keys|sms_messages|contacts|jobs|send_attempts|call_recordings|decisions|webhook_logs)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex WholeTable();
}

public sealed class JournalPlansOnEmptyTables(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<string> Statements => JournalPlans.Statements;

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task No_statement_of_the_journal_would_read_a_whole_table(string name) =>
        Assert.Empty(await JournalPlans.WholeTableScansAsync(database, name));
}

public sealed class JournalPlansOnFilledTables(FilledDatabase filled) : IClassFixture<FilledDatabase>
{
    public static TheoryData<string> Statements => JournalPlans.Statements;

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task No_statement_of_the_journal_reads_a_whole_table(string name) =>
        Assert.Empty(await JournalPlans.WholeTableScansAsync(filled.Database, name));
}
