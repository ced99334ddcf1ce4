using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace TwilioServer.Storage;

/// <summary>
/// Brings the schema to this build's version: numbered files, each in a transaction of its own, forward only, one
/// process at a time.
/// </summary>
public sealed class Migrator(NpgsqlDataSource dataSource, string databaseSchema, TimeProvider time)
{
    internal const string Folder = "Storage/Migrations/";
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
        await connection.ExecuteAsync("SELECT pg_advisory_lock(@LockKey)", new { LockKey });
        try
        {
            var applied = await AppliedAsync(connection);
            await CheckNamedTablesAsync(connection, isMigrated: applied.Count > 0);
            var pending = Files().Where(file => !IsApplied(file, applied)).ToList();
            foreach (var file in pending)
                await ApplyAsync(connection, file, cancellation);
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
            $"CREATE SCHEMA IF NOT EXISTS {schema}; SET LOCAL search_path = {schema}, twilio_server, pg_temp"
        );
        await connection.ExecuteAsync(file.Text);
        await connection.ExecuteAsync(
            "INSERT INTO twilio_server.migrations (name, checksum, applied_at) VALUES (@Name, @Checksum, @AppliedAt)",
            new
            {
                file.Name,
                file.Checksum,
                AppliedAt = time.GetUtcNow(),
            }
        );
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
