using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TwilioServer.Redis;

namespace TwilioServer.Tests.Redis;

public sealed class RedisAccessTests
{
    [Fact]
    public async Task A_password_opens_and_a_wrong_one_does_not()
    {
        await using var server = new RedisProcess("--requirepass", "right word");
        await server.StartAsync();
        Assert.True(await OpensAsync(server.Endpoint with { Password = "right word" }));
        Assert.False(await OpensAsync(server.Endpoint with { Password = "wrong word" }));
        Assert.False(await OpensAsync(server.Endpoint));
    }

    [Fact]
    public async Task A_user_of_the_access_list_has_what_is_allowed_there_and_keeps_it_after_a_restart()
    {
        await using var server = new RedisProcess("--user", "web", "on", ">secret", "~web:*", "+@all");
        await server.StartAsync();
        var endpoint = server.Endpoint with { User = "web", Password = "secret" };
        await using var running = await RunningRedisClient.StartAsync(endpoint);
        await running.Client.CallAsync("SET", "web:a", "1");
        var denied = await Assert.ThrowsAsync<RedisServerException>(() => running.Client.CallAsync("GET", "b"));
        Assert.Equal("NOPERM", denied.Code);
        await server.KillAsync();
        await server.StartAsync();
        await Support.Eventually.TrueAsync(() => SetsAsync(running.Client), "the user is back");
        Assert.False(await OpensAsync(endpoint with { Password = "other" }));
    }

    [Fact]
    public async Task Databases_are_apart()
    {
        await using var server = new RedisProcess();
        await server.StartAsync();
        await using var first = await RunningRedisClient.StartAsync(server.Endpoint);
        await using var second = await RunningRedisClient.StartAsync(server.Endpoint with { Database = 2 });
        await second.Client.CallAsync("SET", "k", "2");
        Assert.True((await first.Client.CallAsync("GET", "k")).IsNil);
        Assert.Equal("2", (await second.Client.CallAsync("GET", "k")).AsString());
        Assert.False(await OpensAsync(server.Endpoint with { Database = 99 }));
    }

    /// <summary>A real Redis that speaks TLS, with a certificate that nobody vouches for.</summary>
    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("redis-tls-").FullName;
        try
        {
            await using var server = await TlsServerAsync(folder);
            Assert.False(await OpensAsync(server.Endpoint with { IsTls = true }));
            Assert.False(await OpensAsync(server.Endpoint));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_certificate_of_a_trusted_authority_opens_for_its_own_name_alone()
    {
        var folder = Directory.CreateTempSubdirectory("redis-tls-").FullName;
        try
        {
            await using var server = await TlsServerAsync(folder);
            using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "cert.pem"));
            var endpoint = server.Endpoint with { IsTls = true };
            await using (var connection = await ConnectAsync(endpoint, authority))
                Assert.Equal("PONG", (await connection.CallAsync(["PING"])).Text);
            await Assert.ThrowsAsync<RedisUnavailableException>(() =>
                ConnectAsync(endpoint with { Host = "localhost" }, authority)
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<RedisConnection> ConnectAsync(RedisEndpoint endpoint, X509Certificate2 authority) =>
        RedisConnector.ConnectAsync(
            endpoint,
            TimeSpan.FromSeconds(10),
            TimeSpan.FromSeconds(10),
            TimeProvider.System,
            CancellationToken.None,
            new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            }
        );

    private static async Task<RedisProcess> TlsServerAsync(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=redis test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        string[] tls =
        [
            "--tls-port",
            "{port}",
            "--tls-cert-file",
            certificateFile,
            "--tls-key-file",
            keyFile,
            "--tls-auth-clients",
            "no",
        ];
        var server = new RedisProcess(tls);
        await server.StartAsync();
        return server;
    }

    private static async Task<bool> OpensAsync(RedisEndpoint endpoint)
    {
        await using var running = await RunningRedisClient.StartAsync(endpoint);
        return running.Client.IsConnected && await PongsAsync(running.Client);
    }

    private static async Task<bool> PongsAsync(RedisClient redis)
    {
        try
        {
            return (await redis.CallAsync("PING")).Text == "PONG";
        }
        catch (RedisException)
        {
            return false;
        }
    }

    private static async Task<bool> SetsAsync(RedisClient redis)
    {
        try
        {
            return (await redis.CallAsync("SET", "web:b", "2")).Text == "OK";
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
