using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TwilioServer.Tests.Media;

/// <summary>A small HTTP server that answers for files as a test says, over plain HTTP and over TLS, and remembers what was asked.</summary>
internal sealed class MediaServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentQueue<(string Host, string Path, string? Credentials)> _asked = new();

    private MediaServer(WebApplication web, X509Certificate2 certificate) => (_web, _certificate) = (web, certificate);

    public Func<HttpContext, Task> Answer { get; set; } = context => Picture(context, "image/jpeg", [0xFF, 0xD8, 0xFF]);

    /// <summary>What hosts other than the API answer.</summary>
    public Func<HttpContext, Task> AnswerElsewhere { get; set; } =
        context => Picture(context, "image/jpeg", [0xFF, 0xD8, 0xFF]);

    public Uri Url => new(_web.Urls.Single(url => url.StartsWith("http:", StringComparison.Ordinal)));

    public int TlsPort => new Uri(_web.Urls.Single(url => url.StartsWith("https:", StringComparison.Ordinal))).Port;

    public IReadOnlyList<(string Host, string Path, string? Credentials)> Asked => [.. _asked];

    public static async Task<MediaServer> StartAsync()
    {
        var certificate = Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        var server = new MediaServer(builder.Build(), certificate);
        server._web.Run(server.HandleAsync);
        await server._web.StartAsync();
        return server;
    }

    public static Task Picture(HttpContext context, string type, byte[] bytes)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }

    public bool IsShowing(X509Certificate? shown) => shown?.GetCertHashString() == _certificate.GetCertHashString();

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _certificate.Dispose();
    }

    private Task HandleAsync(HttpContext context)
    {
        _asked.Enqueue(
            (
                context.Request.Host.Value!,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.Authorization is [{ } credentials] ? credentials : null
            )
        );
        return context.Request.IsHttps ? AnswerElsewhere(context) : Answer(context);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mms.twiliocdn.com", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(100)
        );
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
