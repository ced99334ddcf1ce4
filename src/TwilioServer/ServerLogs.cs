using Microsoft.Extensions.Logging.Console;
using TwilioServer.Monitoring;

namespace TwilioServer;

/// <summary>How the service logs: one line an event, UTC, to the standard output.</summary>
internal static class ServerLogs
{
    public static void Configure(ILoggingBuilder logging, HostSettings host)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.SetMinimumLevel(
            host.LogLevel switch
            {
                "debug" => LogLevel.Debug,
                "warn" => LogLevel.Warning,
                "error" => LogLevel.Error,
                _ => LogLevel.Information,
            }
        );
        logging.AddFilter("Microsoft", LogLevel.Warning);
    }
}
