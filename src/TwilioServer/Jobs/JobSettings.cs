using TwilioServer.Configuration;

namespace TwilioServer.Jobs;

/// <summary>How many jobs run at once in this process, and how long those that ended are kept.</summary>
/// <param name="Concurrency">Jobs of all kinds together.</param>
/// <param name="KeepDone">How long a job that is done can be looked at.</param>
/// <param name="KeepDead">How long one that is dead or canceled can be retried by hand.</param>
public sealed record JobSettings(int Concurrency, TimeSpan KeepDone, TimeSpan KeepDead)
{
    public JobSettings(int concurrency)
        : this(concurrency, TimeSpan.FromHours(24), TimeSpan.FromDays(30)) { }

    public static JobSettings Read(SettingsReader reader) =>
        new(
            reader.Number("JOB_CONCURRENCY", 32, 1, 1000, "Jobs that run at once in this process."),
            TimeSpan.FromHours(
                reader.Number("JOB_DONE_KEPT_HOURS", 24, 1, 8760, "How long jobs that are done stay in the table.")
            ),
            TimeSpan.FromDays(
                reader.Number(
                    "JOB_DEAD_KEPT_DAYS",
                    30,
                    1,
                    3650,
                    "How long jobs that are dead or canceled stay, to be retried by hand."
                )
            )
        );
}
