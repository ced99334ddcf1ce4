using System.CommandLine;
using TwilioEmulator.Clock;
using TwilioEmulator.Env;

namespace TwilioEmulator;

/// <summary>What can be typed after <c>twilio-emulator</c>.</summary>
internal static class CommandLine
{
    private const string Description = """
        A Twilio that runs on your own machine: REST API, signed webhooks, TwiML, virtual phones.

        Examples:
          twilio-emulator
              Serve on http://127.0.0.1:3799 in real time, with a demo account.
          twilio-emulator --port 0 --clock stepped
              Serve on a free port (it is printed); time moves by POST /control/clock/advance.
          twilio-emulator serve --clock scaled --clock-factor 20
              One real second is twenty virtual ones.
          eval "$(twilio-emulator env)" && twilio api:core:incoming-phone-numbers:list
              Point Twilio's own SDK and CLI, unchanged, at the emulator that runs.
          curl -X PUT http://127.0.0.1:3799/control/numbers/+15125550199 \
               -H 'Content-Type: application/json' -d '{"voiceUrl":"http://localhost:3000/voice"}'
          curl -X POST http://127.0.0.1:3799/control/calls \
               -H 'Content-Type: application/json' -d '{"from":"+14155550100","to":"+15125550199"}'
              A virtual person calls your application.

        Look at what happens: http://127.0.0.1:3799/inspector. The manual: docs/emulator.md.
        """;

    private static readonly Option<int> Port = new("--port")
    {
        Description = "TCP port on 127.0.0.1; 0 takes a free one",
        DefaultValueFactory = _ => EmulatorOptions.DefaultPort,
        Recursive = true,
    };

    // These two have no default factory: help prints defaults, and must not print a token out of the environment.
    private static readonly Option<string?> AccountSid = new("--account-sid")
    {
        Description = "The account: AC and 32 hexadecimal digits [default: $TWILIO_ACCOUNT_SID, else a demo account]",
        Recursive = true,
    };

    private static readonly Option<string?> AuthToken = new("--auth-token")
    {
        Description = "Password of the API and key of signatures [default: $TWILIO_AUTH_TOKEN, else a demo token]",
        Recursive = true,
    };

    private static readonly Option<string> Clock = new("--clock")
    {
        Description = "How time passes",
        DefaultValueFactory = _ => "real",
        Recursive = true,
    };

    private static readonly Option<double> ClockFactor = new("--clock-factor")
    {
        Description = "Virtual seconds per real second, with --clock scaled",
        DefaultValueFactory = _ => 10,
        Recursive = true,
    };

    private static readonly Option<int?> ProxyPort = new("--proxy-port")
    {
        Description =
            "TCP port of the proxy on 127.0.0.1; 0 takes a free one "
            + $"[default: {EmulatorOptions.DefaultProxyPort}, a free one with --port 0]",
        Recursive = true,
    };

    private static readonly Option<bool> NoProxy = new("--no-proxy")
    {
        Description = "Serve without a proxy, and write no files",
        Recursive = true,
    };

    private static readonly Option<string> StateDir = new("--state-dir")
    {
        Description = "Where the proxy's certificate authority is kept",
        DefaultValueFactory = _ => EmulatorOptions.DefaultStateDirectory,
        Recursive = true,
    };

    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Makes sids repeatable from run to run",
        Recursive = true,
    };

    private static readonly Option<string?> Ledger = new("--ledger")
    {
        Description = "A file to keep what was accepted, JSON lines, on the disk before each answer [default: none]",
        Recursive = true,
    };

    private static readonly Option<bool> LimitSendingRate = new("--limit-sending-rate")
    {
        Description = "Let texts wait for their sender: 1 segment a second, 3 for toll-free numbers",
        Recursive = true,
    };

    /// <param name="showEnvironment">Takes the state directory, and whether to write JSON.</param>
    public static RootCommand Root(
        Func<EmulatorOptions, Task<int>> serve,
        Func<string, bool, Task<int>> showEnvironment
    )
    {
        Clock.AcceptOnlyFromAmong("real", "scaled", "stepped");
        var serveCommand = new Command("serve", "Serve until Ctrl-C (what happens without a command, too)");
        var root = new RootCommand(Description)
        {
            Port,
            ProxyPort,
            NoProxy,
            StateDir,
            AccountSid,
            AuthToken,
            Clock,
            ClockFactor,
            Seed,
            Ledger,
            LimitSendingRate,
            serveCommand,
            EnvCommand.Create(parsed => parsed.GetValue(StateDir)!, showEnvironment),
        };
        root.SetAction((parsed, _) => serve(OptionsOf(parsed)));
        serveCommand.SetAction((parsed, _) => serve(OptionsOf(parsed)));
        return root;
    }

    private static EmulatorOptions OptionsOf(ParseResult parsed) =>
        new()
        {
            Port = parsed.GetValue(Port),
            ProxyPort = ProxyPortOf(parsed),
            StateDirectory = parsed.GetValue(StateDir)!,
            AccountSid =
                parsed.GetValue(AccountSid) ?? FromEnvironment("TWILIO_ACCOUNT_SID") ?? EmulatorOptions.DemoAccountSid,
            AuthToken =
                parsed.GetValue(AuthToken) ?? FromEnvironment("TWILIO_AUTH_TOKEN") ?? EmulatorOptions.DemoAuthToken,
            ClockMode = Enum.Parse<ClockMode>(parsed.GetValue(Clock)!, ignoreCase: true),
            ClockFactor = parsed.GetValue(ClockFactor),
            Seed = parsed.GetValue(Seed),
            LedgerPath = parsed.GetValue(Ledger),
            LimitsSendingRate = parsed.GetValue(LimitSendingRate),
        };

    /// <summary>Who asks for a free port runs several emulators at once, and those cannot share the usual one.</summary>
    private static int? ProxyPortOf(ParseResult parsed) =>
        parsed.GetValue(NoProxy)
            ? null
            : parsed.GetValue(ProxyPort) ?? (parsed.GetValue(Port) == 0 ? 0 : EmulatorOptions.DefaultProxyPort);

    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
