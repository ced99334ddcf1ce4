using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace TwilioServer.Tests.Emulator.Webhooks;

/// <summary>Who cannot prove who they are get no webhook.</summary>
public sealed class WebhookTlsTests : EmulatorTest
{
    [Fact]
    public async Task A_certificate_of_nobody_is_refused_before_anything_is_sent()
    {
        var requests = 0;
        await using var app = Https(() => Interlocked.Increment(ref requests));
        await app.StartAsync();
        var server = app.Services.GetRequiredService<IServer>();
        var url = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var sent = await Control("POST", "/webhooks/send", new { url = url.Replace("127.0.0.1", "localhost") });
        Assert.Equal(11237, sent[0].GetProperty("errorCode").GetInt32());
        Assert.Equal(0, requests);
    }

    private static WebApplication Https(Action seen)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var day = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var made = request.CreateSelfSigned(day, day.AddYears(100));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))
        );
        var app = builder.Build();
        app.Run(context =>
        {
            seen();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        return app;
    }
}
