using TwilioServer.Configuration;

namespace TwilioServer.RateLimits;

/// <summary>How many texts may leave in any 24 hours: whoever can dial can make us send.</summary>
public sealed record DailyCapSettings(int PerTenant, int ForAll)
{
    public static DailyCapSettings Read(SettingsReader reader) =>
        new(
            reader.Number(
                "SMS_DAILY_CAP_PER_TENANT",
                2_000,
                1,
                1_000_000,
                "Texts to customers that one tenant sends in any 24 hours; over it they are blocked, say why, and an error is logged."
            ),
            reader.Number(
                "SMS_DAILY_CAP",
                20_000,
                1,
                10_000_000,
                "Texts to customers that all tenants together send in any 24 hours; over it they are blocked, say why, and an error is logged."
            )
        );
}
