using TwilioServer.Calls;
using TwilioServer.FeatureFlags;
using TwilioServer.Internal;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Media;
using TwilioServer.Monitoring;
using TwilioServer.Neighbours;
using TwilioServer.RateLimits;
using TwilioServer.Reconciliation;
using TwilioServer.Redis;
using TwilioServer.Retention;
using TwilioServer.Spill;
using TwilioServer.Storage;
using TwilioServer.TwilioApi;
using TwilioServer.Webhooks;

namespace TwilioServer.Configuration;

/// <summary>All settings of a process; each feature reads its own.</summary>
public sealed record ServerSettings(
    HostSettings Host,
    StorageSettings Storage,
    TwilioSettings Twilio,
    WebhookSettings Webhooks,
    JournalSettings Journal,
    JobSettings Jobs,
    HardeningSettings Hardening,
    InternalKeySettings InternalKey,
    ReconciliationSettings Reconciliation,
    SpillSettings Spill,
    RedisSettings Redis,
    SendRateSettings SendRate,
    RetentionSettings Retention,
    CallRules Calls,
    FeatureEnvironment Features,
    NeighbourSettings Neighbours,
    DailyCapSettings DailyCaps,
    PrefixCapSettings PrefixCap,
    MediaSettings Media
)
{
    /// <summary>Where a test wants the process to die.</summary>
    internal CrashPoints.Armed? CrashAt { get; private init; }

    /// <summary>Reads and checks the whole environment.</summary>
    /// <exception cref="SettingsException">At least one setting is missing or wrong.</exception>
    public static ServerSettings Read(Func<string, string?> environment)
    {
        var reader = new SettingsReader(environment);
        var settings = Read(reader);
        reader.ThrowOnProblems();
        return settings;
    }

    /// <summary>Every setting there is, for the documentation.</summary>
    public static IReadOnlyList<Setting> Describe()
    {
        var reader = new SettingsReader(_ => null);
        Read(reader);
        return reader.Settings;
    }

    private static ServerSettings Read(SettingsReader reader)
    {
        var host = HostSettings.Read(reader);
        var internalKey = InternalKeySettings.Read(reader, host);
        var spill = SpillSettings.Read(reader);
        return new ServerSettings(
            host,
            StorageSettings.Read(reader),
            TwilioSettings.Read(reader),
            WebhookSettings.Read(reader, host),
            JournalSettings.Read(reader),
            JobSettings.Read(reader),
            HardeningSettings.Read(reader),
            internalKey,
            ReconciliationSettings.Read(reader),
            spill,
            RedisSettings.Read(reader),
            SendRateSettings.Read(reader),
            RetentionSettings.Read(reader),
            CallRules.Read(reader),
            FeatureEnvironment.Read(reader),
            NeighbourSettings.Read(reader, internalKey),
            DailyCapSettings.Read(reader),
            PrefixCapSettings.Read(reader),
            MediaSettings.Read(reader, spill)
        )
        {
            CrashAt = CrashPoints.Read(reader, host),
        };
    }
}
