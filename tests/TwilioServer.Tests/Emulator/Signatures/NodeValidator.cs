using System.Diagnostics;
using System.Text;
using TwilioServer.Scenarios.Tools;

namespace TwilioServer.Tests.Emulator.Signatures;

/// <summary>Twilio's validator for Node, in one process that is fed requests.</summary>
public sealed class NodeValidator : IAsyncLifetime
{
    private Process node = null!;

    public async ValueTask InitializeAsync()
    {
        var packages = await NodePackages.InstallAsync();
        var script = Path.Combine(
            NodePackages.Root,
            "tests/TwilioServer.Tests/Emulator/Signatures/validate.cjs".Replace('/', Path.DirectorySeparatorChar)
        );
        var start = new ProcessStartInfo("node", [script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["NODE_PATH"] = Path.Combine(packages, "node_modules");
        node = Process.Start(start)!;
    }

    /// <summary>Which of the requests it accepts, in their order.</summary>
    internal async Task<List<bool>> AcceptsAsync(IReadOnlyCollection<SignedRequest> requests)
    {
        var sending = SendAsync(requests);
        var answers = new List<bool>(requests.Count);
        while (answers.Count < requests.Count)
            answers.Add(
                await node.StandardOutput.ReadLineAsync() switch
                {
                    "1" => true,
                    "0" => false,
                    var other => throw new InvalidOperationException($"Node said: {other ?? "nothing, and ended"}"),
                }
            );
        await sending;
        return answers;
    }

    public async ValueTask DisposeAsync()
    {
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        node.Dispose();
    }

    private async Task SendAsync(IEnumerable<SignedRequest> requests)
    {
        foreach (var request in requests)
            await node.StandardInput.WriteLineAsync(request.ToLine());
        await node.StandardInput.FlushAsync();
    }
}
