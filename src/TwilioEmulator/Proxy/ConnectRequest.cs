using System.Buffers;
using System.Text;

namespace TwilioEmulator.Proxy;

/// <summary>The first line of a request to the proxy, such as <c>CONNECT api.twilio.com:443 HTTP/1.1</c>.</summary>
internal sealed record ConnectRequest(string Method, string Target)
{
    private const string HttpsPort = "443";

    /// <summary>Whether the target is Twilio's API, over TLS.</summary>
    public bool IsForTwilio =>
        Method == "CONNECT" && Target.Split(':') is [var host, HttpsPort] && TwilioHosts.Contains(host);

    /// <summary>Takes a request's head off the buffer, up to and with the empty line; false while that has not come.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out ConnectRequest request)
    {
        request = new ConnectRequest("", "");
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> head, "\r\n\r\n"u8))
            return false;
        buffer = buffer.Slice(reader.Position);
        if (Encoding.ASCII.GetString(head).Split('\r')[0].Split(' ') is [var method, var target, ..])
            request = new ConnectRequest(method, target);
        return true;
    }
}
