using System.Text.Json;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Tools;

/// <summary>An emulator of its own, and Twilio's tools pointed at it by nothing but what <c>env</c> prints.</summary>
internal sealed class EmulatedTwilio : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly Dictionary<string, string> _environment;
    private readonly string _packages;
    private readonly string _state;

    private EmulatedTwilio(
        RunningProgram program,
        Dictionary<string, string> environment,
        string packages,
        string state
    )
    {
        _program = program;
        _environment = environment;
        _packages = packages;
        _state = state;
        Control = new Harness.Emulator(program.Url);
    }

    public Harness.Emulator Control { get; }

    public static async Task<EmulatedTwilio> StartAsync()
    {
        var packages = await NodePackages.InstallAsync();
        var state = Directory.CreateTempSubdirectory("emulated-twilio-").FullName;
        var nothing = new Dictionary<string, string>(StringComparer.Ordinal);
        var program = await RunningProgram.StartAsync(
            TestEnvironment.EmulatorExe,
            ["--port", "0", "--clock", "stepped", "--state-dir", state],
            nothing
        );
        var printed = await CommandResult.RunAsync(
            TestEnvironment.EmulatorExe,
            ["env", "--json", "--state-dir", state],
            nothing
        );
        Assert.True(printed.ExitCode == 0, printed.Error);
        var environment = JsonSerializer.Deserialize<Dictionary<string, string>>(printed.Output)!;
        environment["HOME"] = state;
        environment["NODE_PATH"] = Path.Combine(packages, "node_modules");
        environment["EMULATOR_URL"] = program.Url.GetLeftPart(UriPartial.Authority);
        return new EmulatedTwilio(program, environment, packages, state);
    }

    /// <summary>Types <c>twilio …</c>.</summary>
    public Task<CommandResult> CliAsync(params string[] arguments) =>
        CommandResult.RunAsync(
            "node",
            [Path.Combine(_packages, "node_modules", "twilio-cli", "bin", "run"), .. arguments],
            _environment
        );

    /// <summary>Runs a chapter of <c>Emulator/sdk</c>.</summary>
    public Task<CommandResult> SdkAsync(string chapter)
    {
        var script = Path.Combine(NodePackages.Root, "tests", "TwilioServer.Scenarios", "Emulator", "sdk", "run.cjs");
        return CommandResult.RunAsync("node", [script, chapter], _environment);
    }

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        await _program.DisposeAsync();
        Directory.Delete(_state, recursive: true);
    }
}
