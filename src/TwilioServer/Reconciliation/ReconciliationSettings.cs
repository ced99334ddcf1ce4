using TwilioServer.Configuration;

namespace TwilioServer.Reconciliation;

/// <summary>How often Twilio's lists are compared with what webhooks told.</summary>
/// <param name="EverySeconds">0 to 3,600; 0 is never.</param>
public sealed record ReconciliationSettings(int EverySeconds)
{
    public TimeSpan Every => TimeSpan.FromSeconds(EverySeconds);

    public static ReconciliationSettings Read(SettingsReader reader) =>
        new(
            reader.Number(
                "RECONCILE_EVERY_SECONDS",
                60,
                0,
                3600,
                "How often Twilio's lists are asked for calls, texts and recordings whose webhooks never came; 0 is never."
            )
        );
}
