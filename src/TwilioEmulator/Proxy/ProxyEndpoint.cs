using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace TwilioEmulator.Proxy;

/// <summary>The proxy as one more endpoint of the server: tunnel, TLS, and then the same API as on the plain port.</summary>
internal static class ProxyEndpoint
{
    public static void ListenAsProxy(this KestrelServerOptions kestrel, int port, LeafCertificates certificates) =>
        kestrel.Listen(
            IPAddress.Loopback,
            port,
            endpoint =>
            {
                endpoint.Use(next => new ConnectProxy(next).ServeAsync);
                endpoint.UseHttps(
                    new TlsHandshakeCallbackOptions
                    {
                        OnConnection = handshake =>
                            ValueTask.FromResult(
                                new SslServerAuthenticationOptions
                                {
                                    ServerCertificateContext = certificates.For(handshake.ClientHelloInfo.ServerName),
                                }
                            ),
                    }
                );
            }
        );
}
