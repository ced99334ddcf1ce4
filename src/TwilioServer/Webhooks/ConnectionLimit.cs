using System.Net;
using Microsoft.AspNetCore.Connections;

namespace TwilioServer.Webhooks;

/// <summary>
/// Lets one address hold only so many connections. Exempt are trusted proxies, and this machine itself: nobody far away
/// has its address, while a proxy beside the service brings everybody's connections.
/// </summary>
internal sealed class ConnectionLimit(HardeningSettings settings, RefusalCounter refusals)
{
    private static readonly Refusal TooMany = new(StatusCodes.Status429TooManyRequests, "too-many-connections");
    private readonly Dictionary<ulong, int> _open = [];
    private readonly Lock _lock = new();

    /// <summary>A connection over the limit is closed without a word: an answer is what it may not cost.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) =>
        connection =>
            (connection.RemoteEndPoint as IPEndPoint)?.Address is { } address && !IsExempt(address)
                ? ServeAsync(connection, address, next)
                : next(connection);

    private bool IsExempt(IPAddress address)
    {
        var source = SourceAddresses.Unmapped(address);
        return source.Equals(IPAddress.Loopback)
            || source.Equals(IPAddress.IPv6Loopback)
            || settings.TrustedProxies.Contains(source);
    }

    private async Task ServeAsync(ConnectionContext connection, IPAddress address, ConnectionDelegate next)
    {
        var source = SourceAddresses.KeyOf(address);
        if (!TryEnter(source))
        {
            refusals.Count(TooMany, SourceAddresses.Unmapped(address));
            connection.Abort();
            return;
        }
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(source);
        }
    }

    private bool TryEnter(ulong source)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(source);
            if (open >= settings.MaxConnectionsPerAddress)
                return false;
            _open[source] = open + 1;
            return true;
        }
    }

    private void Leave(ulong source)
    {
        lock (_lock)
        {
            if (_open[source] == 1)
                _open.Remove(source);
            else
                _open[source]--;
        }
    }
}
