using System.Net;
using System.Net.Sockets;

namespace TwilioServer.Webhooks;

/// <summary>A set of IP addresses, written as addresses and networks.</summary>
public sealed class AddressSet
{
    public static readonly AddressSet Empty = new([]);

    private readonly IPNetwork[] _networks;

    private AddressSet(IPNetwork[] networks) => _networks = networks;

    public bool IsEmpty => _networks.Length == 0;

    /// <summary>Addresses and networks separated by commas; null when one of them is neither.</summary>
    public static AddressSet? TryParse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var networks = new List<IPNetwork>();
        foreach (var part in parts)
        {
            if (IPNetwork.TryParse(part, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(part, out var address))
                networks.Add(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            else
                return null;
        }
        return networks.Count > 0 ? new AddressSet([.. networks]) : null;
    }

    /// <param name="address">Without mapping: an IPv4 address as one.</param>
    public bool Contains(IPAddress address)
    {
        foreach (var network in _networks)
            if (network.Contains(address))
                return true;
        return false;
    }
}
