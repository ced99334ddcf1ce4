using Npgsql;
using TwilioServer.Configuration;
using TwilioServer.Storage;

namespace TwilioServer.Ops;

/// <summary>The database of a command that needs nothing else.</summary>
internal static class Database
{
    public static StorageSettings Settings()
    {
        var reader = new SettingsReader(Environment.GetEnvironmentVariable);
        var settings = StorageSettings.Read(reader);
        reader.ThrowOnProblems();
        return settings;
    }

    public static NpgsqlDataSource Open() => DataSources.General(Settings());
}
