using Npgsql;

namespace TwilioServer.Storage;

/// <summary>
/// <c>DATABASE_URL</c> in the form that libpq and Node use: <c>postgresql://user:password@host:port/name?sslmode=require</c>.
/// </summary>
public static class DatabaseUrl
{
    private const int DefaultPort = 5432;

    /// <summary>Turns the URL into Npgsql's form.</summary>
    /// <returns>Null when the text is not such a URL.</returns>
    public static NpgsqlConnectionStringBuilder? TryParse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgresql" or "postgres"))
            return null;
        var database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        if (database.Length == 0)
            return null;
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host.Length == 0 ? "localhost" : url.Host.Trim('[', ']'),
            Port = url.Port > 0 ? url.Port : DefaultPort,
            Database = database,
        };
        var credentials = url.UserInfo.Split(':', 2);
        if (credentials[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(credentials[0]);
        if (credentials.Length == 2)
            builder.Password = Uri.UnescapeDataString(credentials[1]);
        return ApplyOptions(builder, url.Query) ? builder : null;
    }

    private static bool ApplyOptions(NpgsqlConnectionStringBuilder builder, string query)
    {
        foreach (var option in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            var value = Uri.UnescapeDataString(pair.Length == 2 ? pair[1] : "");
            switch (pair[0])
            {
                case "host":
                    builder.Host = value;
                    break;
                case "sslmode"
                    when !char.IsDigit(value, 0)
                        && Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), true, out var mode):
                    builder.SslMode = mode;
                    break;
                case "sslrootcert":
                    builder.RootCertificate = value;
                    break;
                default:
                    return false;
            }
        }
        return true;
    }
}
