using TwilioServer.Configuration;

namespace TwilioServer.Jobs;

/// <summary>How many jobs run at once in this process.</summary>
public sealed record JobSettings(int Concurrency)
{
    public static JobSettings Read(SettingsReader reader) =>
        new(reader.Number("JOB_CONCURRENCY", 32, 1, 1000, "Jobs that run at once in this process."));
}
