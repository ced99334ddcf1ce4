using System.Security.Cryptography;
using System.Text;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Webhooks;

/// <summary>
/// When secrets were first seen, by keyed hash, in the database: an old secret expires by itself, and restarting a
/// process does not give it a new lease.
/// </summary>
/// <param name="hashKey">From the master key; see <see cref="HashPurpose"/>.</param>
public sealed class TokenLedger(NpgsqlDataSource dataSource, byte[] hashKey, TimeProvider time)
{
    /// <summary>The purpose for which the key of the hashes is derived.</summary>
    public const string HashPurpose = "twilio-server webhook token hashes";

    public const string AuthToken = "auth-token";
    public const string UrlToken = "url-token";

    /// <summary>What stands for a secret in the database.</summary>
    public byte[] HashOf(string kind, ReadOnlySpan<byte> secret)
    {
        var place = Encoding.ASCII.GetBytes(kind + ":");
        byte[] text = [.. place, .. secret];
        return HMACSHA256.HashData(hashKey, text);
    }

    /// <summary>This secret is the current one: should it be replaced later, its time as the old one begins then.</summary>
    public async Task SeeCurrentAsync(string kind, string secret, CancellationToken cancellation)
    {
        await using var command = Command("Webhooks/see-current-token", kind, secret);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>This secret is the old one.</summary>
    /// <param name="life">How long it counts, where it was not the old one before.</param>
    /// <returns>Until when it counts.</returns>
    public async Task<DateTimeOffset> SeeOldAsync(
        string kind,
        string secret,
        TimeSpan life,
        CancellationToken cancellation
    )
    {
        await using var command = Command("Webhooks/see-old-token", kind, secret);
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() + life });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellation);
    }

    /// <summary>
    /// Makes every process accept a webhook token within a second, before any of them is configured with it: first
    /// this, then the URLs at Twilio, then the processes.
    /// </summary>
    /// <param name="life">How long it counts without being configured.</param>
    public async Task AnnounceAsync(string urlToken, TimeSpan life, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var announce = new NpgsqlBatchCommand(Sql.Load("Webhooks/announce-token"));
        AddParameters(announce.Parameters, UrlToken, urlToken);
        announce.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() + life });
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { announce, new NpgsqlBatchCommand(Sql.Load("Tenants/announce-change")) },
        };
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The hashes of the webhook tokens that were announced and still count.</summary>
    public async Task<IReadOnlyList<KnownToken>> AnnouncedAsync(CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Webhooks/read-announced-tokens"));
        command.Parameters.Add(new NpgsqlParameter { Value = UrlToken });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var announced = new List<KnownToken>();
        while (await reader.ReadAsync(cancellation))
            announced.Add(Announced(reader));
        return announced;
    }

    private static KnownToken Announced(NpgsqlDataReader reader) =>
        new(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<DateTimeOffset>(1));

    private NpgsqlCommand Command(string sql, string kind, string secret)
    {
        var command = dataSource.CreateCommand(Sql.Load(sql));
        AddParameters(command.Parameters, kind, secret);
        return command;
    }

    private void AddParameters(NpgsqlParameterCollection parameters, string kind, string secret)
    {
        parameters.Add(new NpgsqlParameter { Value = kind });
        parameters.Add(new NpgsqlParameter { Value = HashOf(kind, Encoding.UTF8.GetBytes(secret)) });
        parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
    }
}
