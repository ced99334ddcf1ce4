using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TwilioServer.Webhooks;

/// <summary>
/// Where a request came from. A forwarding header counts only as far as trusted proxies wrote it: read from the right,
/// the first address that is not one of them is the source. What stands further left anybody may have made up.
/// </summary>
public sealed class SourceAddresses(AddressSet trustedProxies)
{
    private const string ForwardedFor = "X-Forwarded-For";
    private static readonly string[] ForwardingHeaders =
    [
        ForwardedFor,
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "Forwarded",
        "Via",
    ];

    /// <summary>The source; null for a connection that has no address.</summary>
    public IPAddress? Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } remote)
            return null;
        var source = Unmapped(remote);
        if (trustedProxies.IsEmpty || !trustedProxies.Contains(source))
            return source;
        var hops = context.Request.Headers[ForwardedFor].ToString().AsSpan();
        while (!hops.IsEmpty)
        {
            var comma = hops.LastIndexOf(',');
            if (!IPAddress.TryParse(hops[(comma + 1)..].Trim(), out var hop))
                break;
            source = Unmapped(hop);
            if (!trustedProxies.Contains(source))
                break;
            hops = comma < 0 ? default : hops[..comma];
        }
        return source;
    }

    /// <summary>Whether this machine itself asks, and nobody through it.</summary>
    public static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote
        && IPAddress.IsLoopback(Unmapped(remote))
        && !ForwardingHeaders.Any(context.Request.Headers.ContainsKey);

    /// <summary>An IPv4 address that came in on a socket for both kinds as what it is.</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>What counts as one source: an IPv4 address, or the /64 that a site of IPv6 has.</summary>
    public static ulong KeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var unmapped = Unmapped(address);
        unmapped.TryWriteBytes(bytes, out _);
        return unmapped.AddressFamily == AddressFamily.InterNetwork
            ? 0x0000_FFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
