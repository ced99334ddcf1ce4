using TwilioServer.Configuration;

namespace TwilioServer.Spill;

/// <summary>Where deliveries wait for a database that is away, and how much of them.</summary>
/// <param name="Directory">A directory on a persistent volume.</param>
/// <param name="MaxMegabytes">What this process spills at most; beyond it deliveries are refused.</param>
public sealed record SpillSettings(string Directory, int MaxMegabytes)
{
    public const string Variable = "SPILL_DIR";
    public const string MaximumVariable = "SPILL_MAX_MB";
    private const string DefaultDirectory = "./spill";

    public long MaxBytes => MaxMegabytes * 1024L * 1024;

    public static SpillSettings Read(SettingsReader reader) =>
        new(
            reader.Optional(
                Variable,
                "a directory, without a NUL and not longer than 200 characters",
                DefaultDirectory,
                "Where webhooks are kept while the database is away, and a snapshot of the settings; on a persistent volume: "
                    + "with the disk goes what was not imported.",
                text => text.Length <= 200 && !text.Contains('\0', StringComparison.Ordinal) ? text : null
            ) ?? DefaultDirectory,
            reader.Number(MaximumVariable, 1024, 1, 1_000_000, "Megabytes that one process spills at most.")
        );
}
