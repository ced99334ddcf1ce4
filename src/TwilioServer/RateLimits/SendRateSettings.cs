using TwilioServer.Configuration;

namespace TwilioServer.RateLimits;

/// <summary>How many messages a tenant may send.</summary>
/// <param name="MessagesPerMinute">In any 60 seconds.</param>
/// <param name="NumberRate">Segments a second from a number that has no rate of its own; 0 for Twilio's, by the kind of number.</param>
/// <param name="IsPaused">Whether nothing is sent at all: messages wait, and expire as they would.</param>
public sealed record SendRateSettings(int MessagesPerMinute, bool IsPaused = false, int NumberRate = 0)
{
    public static SendRateSettings Read(SettingsReader reader) =>
        new(
            reader.Number(
                "SMS_RATE_LIMIT",
                100,
                1,
                10_000,
                "Messages that one tenant sends in any minute; over it they wait, and are neither refused nor dropped."
            ),
            reader.Flag(
                "PAUSE_OUTBOUND_SMS",
                false,
                "The switch for emergencies: no message leaves. They wait for the end of it, and expire as they would."
            ),
            reader.Number(
                "SMS_NUMBER_RATE",
                0,
                0,
                1_000,
                "Message segments a second from each number that has no messagesPerSecond of its own; 0 is Twilio's usual rate: 1 from a long code, 3 from a toll-free number, 100 from a short code."
            )
        );
}
