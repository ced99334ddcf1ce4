using TwilioServer.Configuration;
using TwilioServer.Internal;

namespace TwilioServer.Neighbours;

/// <summary>Where the neighbours are, and the key that they are shown.</summary>
/// <param name="CallService">as-call-service; null: it is told nothing.</param>
/// <param name="Provisioning">pns-provisioning-service; null: it is asked nothing.</param>
/// <param name="DispatchBot">dispatch-bot-ai; null: owners answer alone.</param>
/// <param name="AnswerWithin">How long the assistant has for an answer.</param>
/// <param name="Key">The internal key; there is one where there is an address.</param>
public sealed record NeighbourSettings(
    Uri? CallService,
    Uri? Provisioning,
    Uri? DispatchBot,
    TimeSpan AnswerWithin,
    string? Key
)
{
    public static NeighbourSettings Read(SettingsReader reader, InternalKeySettings internalKey)
    {
        const string expected = "an absolute http or https URL";
        var settings = new NeighbourSettings(
            reader.Optional(
                "AS_CALL_SERVICE_URL",
                expected,
                "unset: calls are reported to nobody",
                "as-call-service, which is told of calls that come in and of those that were missed.",
                HttpUrl.TryParse
            ),
            reader.Optional(
                "PNS_PROVISIONING_SERVICE_URL",
                expected,
                "unset: a number that nobody has stays unknown",
                "pns-provisioning-service, which is asked whose a number is that this service does not know.",
                HttpUrl.TryParse
            ),
            reader.Optional(
                "DISPATCH_BOT_AI_URL",
                expected,
                "unset: owners answer alone",
                "dispatch-bot-ai, which answers customers' texts for the tenants whose settings have a dispatch document.",
                HttpUrl.TryParse
            ),
            TimeSpan.FromSeconds(
                reader.Number(
                    "DISPATCH_BOT_AI_TIMEOUT_SECONDS",
                    10,
                    1,
                    60,
                    "How long dispatch-bot-ai has for an answer, attempts included; then the customer is told that somebody will get back to them, and the owner has the conversation."
                )
            ),
            internalKey.Current
        );
        if (settings is { Key: null } and not { CallService: null, Provisioning: null })
            reader.Problem(
                "INTERNAL_SERVICE_KEY is missing: AS_CALL_SERVICE_URL and PNS_PROVISIONING_SERVICE_URL need it, for the neighbours ask for it."
            );
        return settings;
    }

    /// <summary>A record prints its members: the key stays out of every log.</summary>
    public override string ToString() =>
        $"as-call-service at {CallService}, provisioning at {Provisioning}, dispatch-bot-ai at {DispatchBot}";
}
