using TwilioServer.Configuration;

namespace TwilioServer.RateLimits;

/// <summary>How many messages a tenant may send.</summary>
/// <param name="MessagesPerMinute">In any 60 seconds.</param>
public sealed record SendRateSettings(int MessagesPerMinute)
{
    public static SendRateSettings Read(SettingsReader reader) =>
        new(
            reader.Number(
                "SMS_RATE_LIMIT",
                100,
                1,
                10_000,
                "Messages that one tenant sends in any minute; over it they wait, and are neither refused nor dropped."
            )
        );
}
