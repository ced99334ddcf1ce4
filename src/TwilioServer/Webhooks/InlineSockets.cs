using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace TwilioServer.Webhooks;

/// <summary>
/// What a socket has received is handled on the thread that learnt of it, without a detour through the thread pool.
/// Nothing here blocks: a webhook is read, verified and queued within some ten microseconds, and the database's answers
/// are read by the journal. Each detour woke a thread, and that was a quarter of the processor's time of a webhook.
/// </summary>
public static class InlineSockets
{
    /// <summary>For all sockets of the process; to be called before the first of them is made.</summary>
    /// <remarks>https://github.com/dotnet/runtime/blob/main/src/libraries/System.Net.Sockets/src/System/Net/Sockets/SocketAsyncEngine.Unix.cs</remarks>
    public static void Enable() =>
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

    /// <summary>For Kestrel, which has a queue of its own besides.</summary>
    public static void Apply(SocketTransportOptions transport) => transport.UnsafePreferInlineScheduling = true;
}
