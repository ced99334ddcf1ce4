using Npgsql;
using NpgsqlTypes;
using TwilioServer.Messages;
using TwilioServer.Storage;

namespace TwilioServer.Media;

/// <summary>Rows of <c>message_media</c>.</summary>
internal sealed class MediaStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Notes what came with a text, unless that was done.</summary>
    public Task NoteAsync(MediaReference text, CancellationToken cancellation) =>
        ExecuteAsync(
            "insert-media",
            [
                new() { Value = text.MessageId },
                new() { Value = text.MessageSid },
                new() { Value = text.TenantId },
                new() { Value = text.Urls.ToArray() },
                new() { Value = text.ReceivedAt },
                new() { Value = time.GetUtcNow() },
            ],
            cancellation
        );

    /// <summary>Begins an attempt; every earlier one is void from here on.</summary>
    /// <returns>Its number, from 1; null where there is nothing more to do.</returns>
    public async Task<int?> BeginAsync(MediaKey key, CancellationToken cancellation)
    {
        await using var command = Command(
            "begin-attempt",
            [new() { Value = key.MessageId }, new() { Value = key.Position }, new() { Value = time.GetUtcNow() }]
        );
        return (int?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <returns>False where a later attempt began meanwhile.</returns>
    public Task<bool> StoredAsync(
        MediaKey key,
        int attempt,
        FetchResult.Fetched fetched,
        string file,
        CancellationToken cancellation
    ) => SettleAsync(key, attempt, "stored", null, fetched, file, cancellation);

    public Task<bool> RefusedAsync(MediaKey key, int attempt, string reason, CancellationToken cancellation) =>
        SettleAsync(key, attempt, "refused", reason, null, null, cancellation);

    public Task<bool> FailedAsync(MediaKey key, int attempt, string reason, CancellationToken cancellation) =>
        SettleAsync(key, attempt, "failed", reason, null, null, cancellation);

    /// <returns>Null where no such text had so many files.</returns>
    public async Task<MediaRow?> FindAsync(string messageSid, short position, CancellationToken cancellation)
    {
        await using var command = Command("find-media", [new() { Value = messageSid }, new() { Value = position }]);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Row(reader) : null;
    }

    public async Task<IReadOnlyList<(MediaKey Key, int Attempt)>> OlderThanAsync(
        DateTimeOffset before,
        int limit,
        CancellationToken cancellation
    )
    {
        await using var command = Command("read-old-media", [new() { Value = before }, new() { Value = limit }]);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var old = new List<(MediaKey, int)>();
        while (await reader.ReadAsync(cancellation))
            old.Add((new MediaKey(reader.GetInt64(0), reader.GetInt16(1)), reader.GetInt32(2)));
        return old;
    }

    public Task<int> DeleteAsync(IReadOnlyList<MediaKey> keys, CancellationToken cancellation) =>
        ExecuteAsync(
            "delete-media",
            [
                new() { Value = keys.Select(key => key.MessageId).ToArray() },
                new() { Value = keys.Select(key => key.Position).ToArray() },
            ],
            cancellation
        );

    private static MediaRow Row(NpgsqlDataReader reader) =>
        new(
            reader.GetString(0),
            reader.TextOrNull(1),
            reader.TextOrNull(2),
            reader.OrNull<long>(3),
            reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4),
            reader.TextOrNull(5)
        );

    private async Task<bool> SettleAsync(
        MediaKey key,
        int attempt,
        string status,
        string? reason,
        FetchResult.Fetched? fetched,
        string? file,
        CancellationToken cancellation
    ) =>
        await ExecuteAsync(
            "settle-media",
            [
                new() { Value = key.MessageId },
                new() { Value = key.Position },
                new() { Value = attempt },
                new() { Value = status },
                Nullable(NpgsqlDbType.Text, reason),
                Nullable(NpgsqlDbType.Text, fetched?.ContentType),
                Nullable(NpgsqlDbType.Bigint, fetched?.SizeBytes),
                Nullable(NpgsqlDbType.Bytea, fetched?.Sha256),
                Nullable(NpgsqlDbType.Text, file),
                new() { Value = time.GetUtcNow() },
            ],
            cancellation
        ) == 1;

    private static NpgsqlParameter Nullable(NpgsqlDbType type, object? value) =>
        new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private async Task<int> ExecuteAsync(
        string sqlName,
        IReadOnlyList<NpgsqlParameter> parameters,
        CancellationToken cancellation
    )
    {
        await using var command = Command(sqlName, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sqlName, IReadOnlyList<NpgsqlParameter> parameters)
    {
        var command = dataSource.CreateCommand(Sql.Load("Media/" + sqlName));
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}

/// <summary>What is known of a file.</summary>
/// <param name="Reason">Why there is none; null where there is one, or may yet be.</param>
/// <param name="File">Its name in the directory.</param>
internal sealed record MediaRow(
    string Status,
    string? Reason,
    string? ContentType,
    long? SizeBytes,
    byte[]? Sha256,
    string? File
);
