using TwilioServer.Configuration;

namespace TwilioServer.Calls;

/// <summary>What holds for the calls of every tenant.</summary>
/// <param name="MaxDurationSeconds">When Twilio ends a forwarded call; none stays open for longer than this and five minutes.</param>
/// <param name="TreatShortCompletedAsMissed">Whether a call that was answered and ended at once counts as missed.</param>
/// <param name="ShortCompletedMaxSeconds">The longest call for which that holds.</param>
/// <param name="ReportsCalls">Whether as-call-service is told of calls.</param>
/// <param name="SilenceSearchSeconds">How often calls are looked for of which nothing is heard.</param>
public sealed record CallRules(
    int MaxDurationSeconds = 3600,
    bool TreatShortCompletedAsMissed = false,
    int ShortCompletedMaxSeconds = 10,
    bool ReportsCalls = false,
    int SilenceSearchSeconds = 60
)
{
    public static readonly CallRules Usual = new();

    public static CallRules Read(SettingsReader reader) =>
        new(
            reader.Number(
                "MAX_CALL_DURATION",
                Usual.MaxDurationSeconds,
                60,
                14_400,
                "The longest forwarded call, in seconds. Twilio ends it then; a call of which nothing is heard is closed 5 minutes later at the latest."
            ),
            reader.Flag(
                "TREAT_SHORT_COMPLETED_AS_MISSED",
                Usual.TreatShortCompletedAsMissed,
                "Whether a call that was answered and ended within SHORT_COMPLETED_MAX_SECONDS counts as missed."
            ),
            reader.Number(
                "SHORT_COMPLETED_MAX_SECONDS",
                Usual.ShortCompletedMaxSeconds,
                1,
                120,
                "The longest answered call, in seconds, that TREAT_SHORT_COMPLETED_AS_MISSED counts as missed."
            ),
            SilenceSearchSeconds: reader.Number(
                "SILENT_CALL_SEARCH_SECONDS",
                Usual.SilenceSearchSeconds,
                1,
                60,
                "How often calls are looked for in which nothing happened for 5 minutes; Twilio is asked about each."
            )
        );
}
