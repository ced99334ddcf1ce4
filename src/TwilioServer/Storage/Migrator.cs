using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace TwilioServer.Storage;

/// <summary>
/// Brings the schema to this build's version: numbered files, each in a transaction of its own, forward only, one
/// process at a time. The previous release may still be at work: no lock is waited for long, for whoever comes after waits
/// behind it; and files that begin with <see cref="Concurrently"/> hold statements that must run outside of a transaction.
/// </summary>
public sealed class Migrator(NpgsqlDataSource dataSource, string databaseSchema, TimeProvider time)
{
    internal const string Folder = "Storage/Migrations/";

    /// <summary>
    /// Such files make indexes without keeping anybody from writing. Each statement ends a line with its semicolon, and what
    /// an attempt left that was broken off is dropped first.
    /// </summary>
    internal const string Concurrently = "-- concurrently";

    private const string LockNotAvailable = "55P03";
    private const int MostAttempts = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private const long LockKey = 0x7477696c696f; // "twilio"

    /// <summary>The tables that operators query by name, and that another program may already have made.</summary>
    private static readonly string[] NamedTables =
    [
        "calls",
        "call_recordings",
        "call_transcriptions",
        "sms_messages",
        "webhook_logs",
    ];

    /// <summary>Applies what is missing.</summary>
    /// <returns>The names of the migrations applied now.</returns>
    /// <exception cref="MigrationException">A foreign table stands under one of our names, or a file was changed.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await LockAsync(connection, cancellation);
        try
        {
            var applied = await AppliedAsync(connection);
            await CheckNamedTablesAsync(connection, isMigrated: applied.Count > 0);
            var pending = Files().Where(file => !IsApplied(file, applied)).ToList();
            foreach (var file in pending)
                await ApplyPatientlyAsync(connection, file, cancellation);
            return [.. pending.Select(file => file.Name)];
        }
        finally
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@LockKey)", new { LockKey });
        }
    }

    /// <summary>Makes the partitions from one period back to two quarters ahead; without effect where they stand.</summary>
    public static async Task EnsurePartitionsAsync(
        NpgsqlDataSource dataSource,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Storage/ensure-partitions"));
        command.Parameters.Add(new NpgsqlParameter { Value = now.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Asked for again and again, not waited for: an index that is made concurrently waits for every statement that runs, and
    /// that would be one.
    /// </summary>
    private async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        while (!await connection.ExecuteScalarAsync<bool>("SELECT pg_try_advisory_lock(@LockKey)", new { LockKey }))
            await Task.Delay(Pause, time, cancellation);
    }

    /// <summary>A table that somebody reads for long is left alone for a moment, so that others get at it, and asked for again.</summary>
    private async Task ApplyPatientlyAsync(
        NpgsqlConnection connection,
        MigrationFile file,
        CancellationToken cancellation
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await (
                    file.Text.StartsWith(Concurrently, StringComparison.Ordinal)
                        ? ApplyConcurrentlyAsync(connection, file)
                        : ApplyAsync(connection, file, cancellation)
                );
                return;
            }
            catch (PostgresException e) when (e.SqlState == LockNotAvailable && attempt < MostAttempts)
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    private async Task ApplyConcurrentlyAsync(NpgsqlConnection connection, MigrationFile file)
    {
        var schema = new NpgsqlCommandBuilder().QuoteIdentifier(databaseSchema);
        await connection.ExecuteAsync($"SET search_path = {schema}, twilio_server, pg_temp");
        foreach (var statement in file.Text.Split(";\n", StringSplitOptions.RemoveEmptyEntries))
            if (statement.Split('\n').Any(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)))
                await connection.ExecuteAsync(statement, commandTimeout: 0);
        await RecordAsync(connection, file);
        await connection.ExecuteAsync("RESET search_path");
    }

    private Task RecordAsync(NpgsqlConnection connection, MigrationFile file) =>
        connection.ExecuteAsync(
            "INSERT INTO twilio_server.migrations (name, checksum, applied_at) VALUES (@Name, @Checksum, @AppliedAt)",
            new
            {
                file.Name,
                file.Checksum,
                AppliedAt = time.GetUtcNow(),
            }
        );

    private static IEnumerable<MigrationFile> Files() =>
        Sql.Resources()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => MigrationFile.Read(name[Folder.Length..^".sql".Length], Sql.ReadResource(name)));

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync(Sql.Load("Storage/create-migrations-table"));
        var rows = await connection.QueryAsync<(string Name, string Checksum)>(
            "SELECT name, checksum FROM twilio_server.migrations"
        );
        return rows.ToDictionary(row => row.Name, row => row.Checksum, StringComparer.Ordinal);
    }

    private static bool IsApplied(MigrationFile file, Dictionary<string, string> applied)
    {
        if (!applied.TryGetValue(file.Name, out var checksum))
            return false;
        if (checksum != file.Checksum)
            throw new MigrationException(
                $"Migration {file.Name} was applied with other contents. Restore the file, or put the change into a new migration."
            );
        return true;
    }

    /// <summary>The tables under our names are another program's before the first migration, and ours after it.</summary>
    private async Task CheckNamedTablesAsync(NpgsqlConnection connection, bool isMigrated)
    {
        var tables = await connection.QueryAsync<string>(
            Sql.Load("Storage/find-named-tables"),
            new { databaseSchema, NamedTables }
        );
        var names = string.Join(", ", tables.Select(name => $"{databaseSchema}.{name}"));
        if (!isMigrated && names.Length > 0)
            throw new MigrationException(
                $"Another program's table stands where ours would be: {names}. Set DATABASE_SCHEMA to a schema of our own, such as twilio."
            );
        if (isMigrated && names.Length == 0)
            throw new MigrationException(
                $"This database was migrated with another DATABASE_SCHEMA than {databaseSchema}. Set the one that has the calls table."
            );
    }

    private async Task ApplyAsync(NpgsqlConnection connection, MigrationFile file, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var schema = new NpgsqlCommandBuilder().QuoteIdentifier(databaseSchema);
        await connection.ExecuteAsync(
            $"CREATE SCHEMA IF NOT EXISTS {schema}; SET LOCAL search_path = {schema}, twilio_server, pg_temp; SET LOCAL lock_timeout = '2s'"
        );
        await connection.ExecuteAsync(file.Text);
        await RecordAsync(connection, file);
        await transaction.CommitAsync(cancellation);
    }

    private sealed record MigrationFile(string Name, string Text, string Checksum)
    {
        public static MigrationFile Read(string name, string text) =>
            new(name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }
}

/// <summary>The schema cannot be brought to this build's version; the message says what to do.</summary>
public sealed class MigrationException(string message) : Exception(message);
