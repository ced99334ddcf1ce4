using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TwilioServer.FeatureFlags;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Spill;

/// <summary>All that a start without the database needs and the environment does not hold.</summary>
/// <param name="Features">What is switched; null in a snapshot of a release that did not keep it.</param>
/// <param name="Secrets">What webhooks are verified with; null in a snapshot of a release that did not keep it.</param>
public sealed record SnapshotDocument(
    byte[] IdentityKey,
    IReadOnlyList<SnapshotTenant> Tenants,
    IReadOnlyDictionary<string, Guid> Numbers,
    KnownSecrets? Secrets = null,
    FeatureList? Features = null
);

/// <param name="Settings">The settings document, as the database keeps it.</param>
/// <param name="Numbers">What is special about its numbers, each a document of its own; null in a snapshot of a release that did not keep it.</param>
public sealed record SnapshotTenant(
    Guid TenantId,
    string Settings,
    long SettingsVersion,
    IReadOnlyDictionary<string, string>? Numbers = null
)
{
    public static SnapshotTenant Of(Tenant tenant) =>
        new(
            tenant.TenantId,
            TenantJson.Write(tenant.Settings),
            tenant.SettingsVersion,
            new SortedDictionary<string, string>(
                tenant.Numbers.ToDictionary(number => number.Key, number => TenantJson.Write(number.Value)),
                StringComparer.Ordinal
            )
        );

    public Tenant Read() =>
        new(TenantId, TenantJson.Parse(Settings), SettingsVersion)
        {
            Numbers = (Numbers ?? new Dictionary<string, string>()).ToDictionary(
                number => number.Key,
                number => TenantJson.ParseNumber(number.Value),
                StringComparer.Ordinal
            ),
        };
}

/// <summary>
/// The last known settings on this process's disk, sealed (AES-256-GCM) with a key from the master key (HKDF, RFC 5869).
/// Where the master key itself is only in the database there can be none.
/// </summary>
public sealed class SettingsSnapshot(SpillDirectory directory, byte[]? masterKey)
{
    private const int KeyBytes = 32;
    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("twilio-server settings snapshot");
    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("NMCSNAP1");

    private readonly string _path = Path.Combine(directory.Path, "settings.snapshot");
    private byte[] _written = [];

    public bool IsPossible => masterKey is not null;

    /// <summary>Replaces the snapshot, if anything has changed since this process wrote it last.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Write(
        byte[] identityKey,
        TenantList tenants,
        KnownSecrets? secrets = null,
        FeatureList? features = null
    )
    {
        if (masterKey is null)
            return;
        var document = JsonSerializer.SerializeToUtf8Bytes(
            new SnapshotDocument(
                identityKey,
                [.. tenants.Tenants.Select(SnapshotTenant.Of)],
                tenants.Numbers,
                secrets,
                features
            ),
            SpillJson.Default.SnapshotDocument
        );
        var hash = SHA256.HashData(document);
        if (hash.AsSpan().SequenceEqual(_written) && File.Exists(_path))
            return;
        Replace(Seal(document));
        _written = hash;
    }

    /// <summary>The snapshot; null when there is none, or it was sealed with another key, or is damaged.</summary>
    public SnapshotDocument? TryRead()
    {
        if (masterKey is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize(Open(File.ReadAllBytes(_path)), SpillJson.Default.SnapshotDocument);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Who reads it sees the old one or the new one, also after a loss of power.</summary>
    private void Replace(byte[] sealedDocument)
    {
        var fresh = directory.NewPath(".new");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(fresh, options))
            {
                file.Write(sealedDocument);
                file.Flush(flushToDisk: true);
            }
            File.Move(fresh, _path, overwrite: true);
            DirectorySync.Flush(directory.Path);
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    private byte[] Seal(byte[] document)
    {
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var sealedDocument = new byte[document.Length];
        using var aes = new AesGcm(Key(), tag.Length);
        aes.Encrypt(nonce, document, sealedDocument, tag, Magic);
        return [.. Magic, .. nonce, .. tag, .. sealedDocument];
    }

    private byte[] Open(byte[] file)
    {
        var nonceEnd = Magic.Length + AesGcm.NonceByteSizes.MaxSize;
        var tagEnd = nonceEnd + AesGcm.TagByteSizes.MaxSize;
        if (file.Length < tagEnd)
            throw new CryptographicException("The snapshot is cut short.");
        var document = new byte[file.Length - tagEnd];
        using var aes = new AesGcm(Key(), AesGcm.TagByteSizes.MaxSize);
        aes.Decrypt(
            file.AsSpan(Magic.Length, AesGcm.NonceByteSizes.MaxSize),
            file.AsSpan(tagEnd),
            file.AsSpan(nonceEnd, AesGcm.TagByteSizes.MaxSize),
            document,
            file.AsSpan(0, Magic.Length)
        );
        return document;
    }

    private byte[] Key() => HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey!, KeyBytes, info: Purpose);
}
