using System.Text.RegularExpressions;
using Npgsql;
using TwilioServer.Configuration;

namespace TwilioServer.Storage;

/// <summary>The database, and the keys that protect what lies in it.</summary>
public sealed partial record StorageSettings(
    NpgsqlConnectionStringBuilder Database,
    string DatabaseSchema,
    bool MigrateOnStart,
    byte[]? MasterKey
)
{
    private const int MasterKeyBytes = 32;

    public static StorageSettings Read(SettingsReader reader) =>
        new(
            reader.Required(
                "DATABASE_URL",
                "postgresql://user:password@host:port/name",
                "The PostgreSQL database.",
                DatabaseUrl.TryParse
            ),
            reader.Optional(
                "DATABASE_SCHEMA",
                "a schema name of lower-case letters, digits and _",
                "public",
                "The schema of the tables that operators query by name; set it where another program owns a table called calls.",
                text => SchemaName().IsMatch(text) ? text : null
            ) ?? "public",
            reader.Flag("MIGRATE_ON_START", true, "Whether serve applies missing migrations when it starts."),
            reader.Optional(
                "MASTER_KEY",
                "32 bytes in base64 (openssl rand -base64 32)",
                "made at first start and kept in the database",
                "The key that all other keys come from. Kept in the database it protects less: set it in production.",
                ParseKey
            )
        );

    private static byte[]? ParseKey(string text)
    {
        var key = new byte[MasterKeyBytes];
        return Convert.TryFromBase64String(text, key, out var length) && length == MasterKeyBytes ? key : null;
    }

    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex SchemaName();
}
