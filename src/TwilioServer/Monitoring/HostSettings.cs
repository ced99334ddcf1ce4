using TwilioServer.Configuration;

namespace TwilioServer.Monitoring;

/// <summary>Where the process runs, where it listens and how much it says.</summary>
public sealed record HostSettings(string Environment, int Port, string LogLevel)
{
    private const int DefaultPort = 3701;

    public bool IsDevelopment => Environment == "development";

    public static HostSettings Read(SettingsReader reader) =>
        new(
            reader.Choice(
                "NODE_ENV",
                "development",
                "Where the process runs; decides the defaults of other settings.",
                "development",
                "test",
                "staging",
                "production"
            ),
            reader.Number("PORT", DefaultPort, 0, 65535, "The port to listen on; 0 takes a free one."),
            reader.Choice("LOG_LEVEL", "info", "The least severe log lines to print.", "debug", "info", "warn", "error")
        );
}
