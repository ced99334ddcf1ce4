using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TwilioServer.Webhooks;

/// <summary>What a stranger may send before the connection ends.</summary>
public static class KestrelLimits
{
    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = RequestVerifier.MaxBodyBytes;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        limits.MaxConcurrentConnections = 12_000;
    }
}
