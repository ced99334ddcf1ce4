using Dapper;
using Npgsql;
using TwilioServer.Storage;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Storage;

public sealed class MigratorTests(TemplateDatabase template) : IAsyncLifetime
{
    private StorageSettings _settings = null!;
    private NpgsqlDataSource _dataSource = null!;

    public async ValueTask InitializeAsync()
    {
        _settings = await template.EmptyAsync();
        _dataSource = DataSources.General(_settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        await template.DropAsync(_settings.Database.Database!);
    }

    [Fact]
    public async Task A_second_run_finds_nothing_to_do()
    {
        Assert.NotEmpty(await ApplyAsync());
        Assert.Empty(await ApplyAsync());
    }

    [Fact]
    public async Task Of_two_at_once_one_does_the_work()
    {
        var both = await Task.WhenAll(ApplyAsync(), ApplyAsync());
        Assert.Single(both, applied => applied.Count > 0);
        Assert.Single(both, applied => applied.Count == 0);
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_ran_is_refused_by_name()
    {
        var name = (await ApplyAsync())[0];
        await ExecuteAsync("UPDATE twilio_server.migrations SET checksum = 'other'");
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync());
        Assert.Contains(name, refusal.Message);
    }

    [Theory]
    [InlineData("calls")]
    [InlineData("sms_messages")]
    [InlineData("call_recordings")]
    [InlineData("call_transcriptions")]
    [InlineData("webhook_logs")]
    public async Task A_table_of_another_program_is_refused_and_left_alone(string name)
    {
        await ExecuteAsync($"CREATE TABLE {name} (theirs text)");
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync());
        Assert.Contains("public." + name, refusal.Message);
        Assert.Contains("DATABASE_SCHEMA", refusal.Message);
        await ExecuteAsync($"INSERT INTO {name} (theirs) VALUES ('still here')");
        Assert.Equal(0, await ScalarAsync("SELECT count(*) FROM twilio_server.migrations"));
    }

    [Fact]
    public async Task In_a_schema_of_our_own_we_live_beside_them()
    {
        await ExecuteAsync("CREATE TABLE calls (theirs text)");
        Assert.NotEmpty(await ApplyAsync("twilio"));
        Assert.Empty(await ApplyAsync("twilio"));
        await using var ours = DataSources.General(_settings with { DatabaseSchema = "twilio" });
        await Migrator.EnsurePartitionsAsync(ours, TestClock.Noon, CancellationToken.None);
        Assert.Equal(
            1,
            await ScalarAsync(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'twilio' AND tablename = 'calls_2026_q4'"
            )
        );
        await using var command = ours.CreateCommand("SELECT count(call_sid) FROM calls");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
        Assert.Equal(0, await ScalarAsync("SELECT count(theirs) FROM public.calls"));
    }

    [Fact]
    public async Task Another_schema_than_the_migrated_one_is_refused()
    {
        await ApplyAsync();
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync("twilio"));
        Assert.Contains("DATABASE_SCHEMA", refusal.Message);
    }

    private Task<IReadOnlyList<string>> ApplyAsync(string schema = "public") =>
        new Migrator(_dataSource, schema, new TestClock()).ApplyAsync(CancellationToken.None);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _dataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = await _dataSource.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(sql);
    }
}
