using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace TwilioServer.Storage;

/// <summary>
/// Keys that every process shares. From the master key (HKDF, RFC 5869) comes the one that wraps the others (AES-GCM).
/// The identity key is made once and never rotated: with another one, ninety days of replays would be new events.
/// </summary>
public sealed partial class ServiceKeys(NpgsqlDataSource dataSource, Ambient ambient, ILogger<ServiceKeys> logger)
{
    private const int KeyBytes = 32;
    private const string WrappingPurpose = "twilio-server wrapping key";

    /// <summary>The identity key, made at first start.</summary>
    /// <param name="known">The key that a process without a database went on with: a database that has none gets it.</param>
    /// <param name="configuredMasterKey">Null: the one in the database is used, and made if there is none.</param>
    /// <exception cref="CryptographicException">The master key is not the one that wrapped the stored keys.</exception>
    public async Task<byte[]> IdentityKeyAsync(
        byte[]? configuredMasterKey,
        CancellationToken cancellation,
        byte[]? known = null
    )
    {
        if (configuredMasterKey is null)
            Log.MasterKeyInDatabase(logger);
        var wrapping = await DerivedAsync(configuredMasterKey, WrappingPurpose, cancellation);
        var wrapped = await EnsureAsync("identity", SealedSecret.Seal(wrapping, known ?? Fresh()), cancellation);
        return SealedSecret.Open(wrapping, wrapped);
    }

    /// <summary>A key that follows from the master key, another one for each purpose.</summary>
    public async Task<byte[]> DerivedAsync(byte[]? configuredMasterKey, string purpose, CancellationToken cancellation)
    {
        var master = configuredMasterKey ?? await EnsureAsync("master", Fresh(), cancellation);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyBytes, info: Encoding.ASCII.GetBytes(purpose));
    }

    private static byte[] Fresh() => RandomNumberGenerator.GetBytes(KeyBytes);

    private async Task<byte[]> EnsureAsync(string name, byte[] candidate, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Storage/ensure-service-key"));
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        command.Parameters.Add(new NpgsqlParameter { Value = candidate });
        command.Parameters.Add(new NpgsqlParameter { Value = ambient.Time.GetUtcNow() });
        return (byte[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "MASTER_KEY is not set: the one in the database is used, which protects less, and without the database this service cannot start"
        )]
        public static partial void MasterKeyInDatabase(ILogger logger);
    }
}
