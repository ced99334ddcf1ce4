using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>
/// A call that the load driver plays, in Twilio's order. All of them are missed: either the owner does not answer, or
/// the caller hangs up before anybody knows, and a timer has to find out.
/// </summary>
internal sealed record DriverCall(string CallSid, string Customer, IReadOnlyList<SignedWebhook> Webhooks)
{
    /// <param name="index">Makes call and customer unique within a scenario.</param>
    public static DriverCall NotAnswered(Uri baseUrl, int index)
    {
        var ringing = Parameters(index, "ringing");
        var dialed = Parameters(index, "in-progress");
        dialed["DialCallStatus"] = "no-answer";
        return Of(
            index,
            Sign("/webhooks/voice", ringing),
            Sign("/webhooks/voice/dial-result?n=1", dialed),
            Ended(baseUrl, index)
        );

        SignedWebhook Sign(string target, Dictionary<string, string> parameters) =>
            SignedWebhook.Create(baseUrl, target, parameters);
    }

    public static DriverCall HungUp(Uri baseUrl, int index) =>
        Of(
            index,
            SignedWebhook.Create(baseUrl, "/webhooks/voice", Parameters(index, "ringing")),
            Ended(baseUrl, index)
        );

    /// <summary>Every fourth caller hangs up early.</summary>
    public static IReadOnlyList<DriverCall> Many(Uri baseUrl, int first, int count) =>
        [
            .. Enumerable
                .Range(first, count)
                .Select(index => index % 4 == 3 ? HungUp(baseUrl, index) : NotAnswered(baseUrl, index)),
        ];

    private static DriverCall Of(int index, params SignedWebhook[] webhooks) =>
        new(webhooks[0].CallSid, CustomerOf(index), webhooks);

    private static SignedWebhook Ended(Uri baseUrl, int index)
    {
        var ended = Parameters(index, "completed");
        ended["CallDuration"] = "21";
        return SignedWebhook.Create(baseUrl, "/webhooks/voice/status", ended);
    }

    private static Dictionary<string, string> Parameters(int index, string callStatus) =>
        Webhook.Parameters(Rig.Number, CustomerOf(index), $"CAc{index:x31}", callStatus);

    private static string CustomerOf(int index) => $"+1415{2_000_000 + index:D7}";
}
