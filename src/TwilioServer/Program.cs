using TwilioServer.Ops;

namespace TwilioServer;

internal static class Program
{
    private static Task<int> Main(string[] args) => CommandLine.RunAsync(args);
}
