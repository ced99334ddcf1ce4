using TwilioEmulator.Clock;

namespace TwilioEmulator;

/// <summary>What one emulator process is started with.</summary>
internal sealed record EmulatorOptions
{
    public const int DefaultPort = 3799;
    public const int DefaultProxyPort = 3798;
    public const string DefaultStateDirectory = ".local/emulator";
    public const string DemoAccountSid = "ACdeadbeefdeadbeefdeadbeefdeadbeef";
    public const string DemoAuthToken = "0123456789abcdef0123456789abcdef";

    /// <summary>TCP port on 127.0.0.1; 0 takes any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>TCP port of the proxy on 127.0.0.1; 0 takes any free one, null serves none.</summary>
    public int? ProxyPort { get; init; }

    /// <summary>Where the proxy's certificate authority is kept between starts.</summary>
    public string StateDirectory { get; init; } = DefaultStateDirectory;

    public string AccountSid { get; init; } = DemoAccountSid;

    /// <summary>Both the password of the REST API and the key that signs webhooks, as at Twilio.</summary>
    public string AuthToken { get; init; } = DemoAuthToken;

    public ClockMode ClockMode { get; init; } = ClockMode.Real;

    /// <summary>Virtual seconds per real second, in scaled mode only.</summary>
    public double ClockFactor { get; init; } = 10;

    /// <summary>How long an application may take to answer a webhook, in real time. Twilio's limit is 15 s.</summary>
    public TimeSpan WebhookTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Makes sids repeatable; null takes new ones on each start.</summary>
    public int? Seed { get; init; }

    /// <summary>The file that keeps what was accepted, across runs; null keeps none.</summary>
    public string? LedgerPath { get; init; }

    /// <summary>Whether texts wait for their sender's rate: 1 segment a second, 3 for toll-free numbers.</summary>
    public bool LimitsSendingRate { get; init; }

    /// <summary>What is wrong with these options, in one line; null when nothing is.</summary>
    public string? Problem() =>
        this switch
        {
            { Port: < 0 or > 65535 } => "--port must be from 0 to 65535.",
            { ProxyPort: < 0 or > 65535 } => "--proxy-port must be from 0 to 65535.",
            { ProxyPort: > 0 } when ProxyPort == Port => "--proxy-port and --port must differ.",
            { StateDirectory: "" } => "--state-dir must not be empty.",
            { ClockFactor: not (> 0 and <= 10_000) } => "--clock-factor must be above 0 and at most 10000.",
            { AuthToken: "" } => "--auth-token must not be empty.",
            { LedgerPath: { } path } when LedgerProblem(path) is { } problem => problem,
            _ when !IsAccountSid(AccountSid) => "The account sid must be AC and 32 hexadecimal digits.",
            _ => null,
        };

    private static string? LedgerProblem(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Append);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"--ledger: {failure.Message}";
        }
    }

    private static bool IsAccountSid(string sid) =>
        sid.Length == 34 && sid.StartsWith("AC", StringComparison.Ordinal) && sid[2..].All(char.IsAsciiHexDigit);
}
