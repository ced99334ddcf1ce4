using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TwilioEmulator;
using TwilioEmulator.Clock;

namespace TwilioServer.Tests.Emulator.Proxy;

/// <summary>An emulator with its proxy, and clients that trust nothing but its authority.</summary>
public abstract class ProxyTest : IAsyncLifetime
{
    private WebApplication emulator = null!;

    internal string State { get; } = Directory.CreateTempSubdirectory("proxy-").FullName;

    internal Uri ProxyUrl { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        emulator = App.Create(
            new EmulatorOptions
            {
                Port = 0,
                ProxyPort = 0,
                ClockMode = ClockMode.Stepped,
                StateDirectory = State,
            }
        );
        await App.StartAsync(emulator);
        ProxyUrl = new Uri(emulator.Services.GetRequiredService<EmulatorAddress>().ProxyUrl!);
    }

    public async ValueTask DisposeAsync()
    {
        await emulator.DisposeAsync();
        Directory.Delete(State, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal async Task<(HttpStatusCode Status, string Body)> GetAsync(string url)
    {
        using var handler = new SocketsHttpHandler
        {
            Proxy = new WebProxy(ProxyUrl),
            SslOptions = { CertificateChainPolicy = Trust() },
        };
        using var http = new HttpClient(handler);
        var credentials = $"{EmulatorOptions.DemoAccountSid}:{EmulatorOptions.DemoAuthToken}";
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))
        );
        using var response = await http.GetAsync(new Uri(url));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What the proxy answers to these bytes, until it hangs up or the tunnel is open.</summary>
    internal async Task<string> SayAsync(string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(ProxyUrl.Host, ProxyUrl.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadLineAsync() ?? "";
        return answer.EndsWith("Established", StringComparison.Ordinal)
            ? answer
            : answer + await reader.ReadToEndAsync();
    }

    /// <summary>Opens a tunnel to one host, and TLS in it under another name.</summary>
    internal async Task<X509Certificate2> CertificateOfAsync(string serverName)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(ProxyUrl.Host, ProxyUrl.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("CONNECT api.twilio.com:443 HTTP/1.1\r\n\r\n"u8.ToArray());
        await stream.ReadExactlyAsync(new byte["HTTP/1.1 200 Connection Established\r\n\r\n".Length]);
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = serverName, CertificateChainPolicy = Trust() }
        );
        return new X509Certificate2(tls.RemoteCertificate!);
    }

    private X509ChainPolicy Trust() =>
        new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Path.Combine(State, "ca.pem")) },
            RevocationMode = X509RevocationMode.NoCheck,
        };
}
