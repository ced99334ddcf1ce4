using TwilioServer.Ops;
using TwilioServer.Webhooks;

namespace TwilioServer;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        InlineSockets.Enable();
        return CommandLine.RunAsync(args);
    }
}
