using TwilioServer.Configuration;

namespace TwilioServer.Retention;

/// <summary>How long things are kept.</summary>
/// <param name="EventDays">Webhook logs, events and the keys of their streams; at least 90, for replays.</param>
/// <param name="CallDays">Calls, and what was decided about them.</param>
/// <param name="KeyDays">Days after which the key of a call or message goes to the archive.</param>
/// <param name="HourUtc">The hour of the day from which the cleaning may begin.</param>
public sealed record RetentionSettings(int EventDays, int CallDays, int KeyDays, int HourUtc)
{
    /// <summary>Twilio's signature has no date: for so long a replay must be recognised. The database insists, too.</summary>
    private const int FewestDays = 90;

    public static RetentionSettings Read(SettingsReader reader) =>
        new(
            reader.Number(
                "WEBHOOK_LOG_RETENTION_DAYS",
                FewestDays,
                FewestDays,
                3_650,
                "Days for which webhook_logs, events and what recognises a replay are kept; whole months are dropped."
            ),
            reader.Number(
                "CALL_RETENTION_DAYS",
                730,
                FewestDays,
                36_500,
                "Days for which calls are kept; whole quarters are dropped."
            ),
            reader.Number(
                "STREAM_KEY_DAYS",
                3,
                1,
                FewestDays,
                "Days after which the key of a call or message goes to the archive, where it is found more slowly."
            ),
            reader.Number(
                "RETENTION_HOUR_UTC",
                9,
                0,
                23,
                "The hour (UTC) from which each day's cleaning begins; the default is night in all of North America."
            )
        );
}
