using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Tests.Storage;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("postgresql://u:p@db.example.test:6543/nmc", "db.example.test", 6543, "nmc", "u", "p")]
    [InlineData("postgres://u:p@db/nmc", "db", 5432, "nmc", "u", "p")]
    [InlineData("postgresql://db/nmc", "db", 5432, "nmc", null, null)]
    [InlineData("postgresql://u@127.0.0.1:5433/nmc", "127.0.0.1", 5433, "nmc", "u", null)]
    [InlineData("postgresql://u:p%40%3A%2F%20x@db/n%20m", "db", 5432, "n m", "u", "p@:/ x")]
    [InlineData("postgresql://u:a:b@db/nmc", "db", 5432, "nmc", "u", "a:b")]
    [InlineData("postgresql://[::1]:5433/nmc", "::1", 5433, "nmc", null, null)]
    [InlineData("postgresql:///nmc?host=/run/postgresql", "/run/postgresql", 5432, "nmc", null, null)]
    [InlineData("postgresql:///nmc", "localhost", 5432, "nmc", null, null)]
    public void A_url_is_read(string url, string host, int port, string database, string? user, string? password)
    {
        var builder = DatabaseUrl.TryParse(url);
        Assert.NotNull(builder);
        Assert.Equal(
            (host, port, database, user, password),
            (builder.Host, builder.Port, builder.Database, builder.Username, builder.Password)
        );
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("prefer", SslMode.Prefer)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void The_sslmode_of_libpq_is_taken(string word, SslMode mode) =>
        Assert.Equal(mode, DatabaseUrl.TryParse($"postgresql://db/nmc?sslmode={word}&sslrootcert=/ca.pem")?.SslMode);

    [Theory]
    [InlineData("")]
    [InlineData("nmc")]
    [InlineData("db:5432/nmc")]
    [InlineData("mysql://db/nmc")]
    [InlineData("http://db/nmc")]
    [InlineData("postgresql://db")]
    [InlineData("postgresql://db/")]
    [InlineData("postgresql://db:port/nmc")]
    [InlineData("postgresql://db/nmc?sslmode=sometimes")]
    [InlineData("postgresql://db/nmc?pool=5")]
    [InlineData("Host=db;Database=nmc")]
    public void Anything_else_is_refused(string url) => Assert.Null(DatabaseUrl.TryParse(url));
}
