using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TwilioServer.Webhooks;

/// <summary>What a stranger may send before the connection ends.</summary>
internal static class KestrelLimits
{
    private const int HeadersBytes = 16 * 1024;

    /// <summary>To be called before any endpoint is added.</summary>
    public static void Apply(KestrelServerOptions kestrel, ConnectionLimit connections)
    {
        kestrel.AddServerHeader = false;
        Apply(kestrel.Limits);
        kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            // Whoever translates from HTTP/2 is where requests are smuggled.
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(connections.Guard);
        });
    }

    private static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = BodyReader.MaxBodyBytes;
        limits.MaxRequestHeadersTotalSize = HeadersBytes;
        limits.MaxRequestLineSize = 8 * 1024;
        // What a connection may have in memory that nobody has read yet; a body is read as it comes.
        limits.MaxRequestBufferSize = HeadersBytes + 4 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        // With bodies of 64 KiB at most, a rate is a time, too: 5 s for a small one, 8 s for the largest.
        limits.MinRequestBodyDataRate = new MinDataRate(8 * 1024, TimeSpan.FromSeconds(5));
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        limits.MaxConcurrentConnections = 12_000;
    }
}
