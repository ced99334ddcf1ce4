using System.CommandLine;

namespace TwilioEmulator.Env;

/// <summary><c>twilio-emulator env</c>: how to point other programs at the emulator that runs.</summary>
internal static class EnvCommand
{
    private const string Description = """
        Print the environment with which Twilio's own SDK and CLI, unchanged, talk to the running emulator.

        Examples:
          eval "$(twilio-emulator env)"
              For this shell and what is started from it.
          twilio-emulator env --json
              The same as a JSON object, for tests and scripts.
          twilio-emulator env --state-dir /tmp/mine
              Of the emulator that was started with this --state-dir.

        Of several running emulators the newest is taken. Exit code 1: none runs. It reads the files of the
        state directory only; of the options below, --state-dir is the one that matters.
        """;

    private static readonly Option<bool> Json = new("--json") { Description = "Print a JSON object, not shell lines" };

    public static Command Create(Func<ParseResult, string> stateDirectoryOf, Func<string, bool, Task<int>> show)
    {
        var command = new Command("env", Description) { Json };
        command.SetAction((parsed, _) => show(stateDirectoryOf(parsed), parsed.GetValue(Json)));
        return command;
    }
}
