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

    /// <summary>What makes indexes outside of a transaction may be broken off half-way: the next start begins it anew.</summary>
    [Fact]
    public async Task Indexes_that_were_made_concurrently_are_valid_and_can_be_made_again()
    {
        await ApplyAsync();
        await ExecuteAsync("DELETE FROM twilio_server.migrations WHERE name = '0016_message_indexes'");
        Assert.Equal(["0016_message_indexes"], await ApplyAsync());
        await using var connection = await _dataSource.OpenConnectionAsync();
        Assert.Equal(
            0,
            await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
        );
        Assert.Equal(
            5,
            await connection.ExecuteScalarAsync<long>(
                """
                SELECT count(*) FROM pg_indexes WHERE indexname IN (
                    'contacts_open', 'sms_messages_from', 'sms_messages_tenant', 'sms_messages_blocks', 'sms_messages_queued')
                """
            )
        );
    }

    /// <summary>Who reads for long keeps the migration waiting, and the migration keeps nobody else waiting for long.</summary>
    [Fact]
    public async Task A_table_that_somebody_holds_is_asked_for_again_until_it_is_free()
    {
        await ApplyAsync();
        await ExecuteAsync("DELETE FROM twilio_server.migrations WHERE name = '0011_opt_outs'");
        await ExecuteAsync("ALTER TABLE sms_messages DROP CONSTRAINT sms_messages_status_check");
        await ExecuteAsync(
            "DROP TABLE twilio_server.consents; ALTER TABLE twilio_server.contacts DROP COLUMN opted_out_at"
        );
        await ExecuteAsync("ALTER TABLE sms_messages ADD CONSTRAINT sms_messages_status_check CHECK (true)");
        await using var reader = await _dataSource.OpenConnectionAsync();
        await using var reading = await reader.BeginTransactionAsync();
        await reader.ExecuteAsync("LOCK TABLE sms_messages IN ACCESS SHARE MODE", transaction: reading);
        var applying = ApplyAsync();
        // Its lock is refused after two seconds; until then it waits in line.
        for (var seen = false; !seen; )
            seen = await reader.ExecuteScalarAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)",
                transaction: reading
            );
        for (var waits = true; waits; )
            waits = await reader.ExecuteScalarAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)",
                transaction: reading
            );
        Assert.False(applying.IsCompleted);
        await reading.CommitAsync();
        Assert.Equal(["0011_opt_outs"], await applying);
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
