using System.CommandLine;
using System.Net.Sockets;
using LoadGenerator.Forging;
using LoadGenerator.Presigning;
using LoadGenerator.Races;
using LoadGenerator.Replaying;
using LoadGenerator.Startup;
using LoadGenerator.TextBacks;
using LoadGenerator.Webhooks;

namespace LoadGenerator;

internal static class Program
{
    private const string About = """
        Plays Twilio towards a twilio-server, for measuring.

        Examples:
          load-generator webhooks --url http://localhost:3701 --account-sid AC... --auth-token ... --to +14155550100
          load-generator startup --exe ./twilio-server --args serve --url http://localhost:3701 \
            --account-sid AC... --auth-token ... --to +14155550100
        """;

    private static async Task<int> Main(string[] args)
    {
        var root = new RootCommand(About)
        {
            WebhooksCommand.Create(),
            PresignCommand.Create(),
            RaceCommand.Create(),
            ForgeCommand.Create(),
            ReplayCommand.Create(),
            StartupCommand.Create(),
            TextBackCommand.Create(),
        };
        try
        {
            var quiet = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
            return await root.Parse(args).InvokeAsync(quiet);
        }
        catch (Exception failure)
            when (failure is IOException or SocketException or InvalidOperationException or TimeoutException)
        {
            // What the reader can act on is the message; the stack is ours.
            await Console.Error.WriteLineAsync($"load-generator: {failure.Message}");
            return 1;
        }
    }
}
