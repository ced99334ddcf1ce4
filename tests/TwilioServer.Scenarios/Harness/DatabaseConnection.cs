using Npgsql;

namespace TwilioServer.Scenarios.Harness;

/// <summary>The connection string of a <c>postgresql://</c> URL.</summary>
internal static class DatabaseConnection
{
    public static NpgsqlConnectionStringBuilder Builder(string databaseUrl, string? database = null)
    {
        var url = new Uri(databaseUrl);
        var credentials = url.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Database = database ?? url.AbsolutePath.TrimStart('/'),
            Username = Uri.UnescapeDataString(credentials[0]),
            Password = credentials.Length == 2 ? Uri.UnescapeDataString(credentials[1]) : null,
        };
    }
}
