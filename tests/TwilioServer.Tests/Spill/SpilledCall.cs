using System.Text.RegularExpressions;
using TwilioServer.Journal;

namespace TwilioServer.Tests.Spill;

/// <summary>A missed call as Twilio tells it: each step goes to the address that the last answer named.</summary>
internal sealed partial class SpilledCall(SpillHarness harness, int call)
{
    public string Forwarded { get; private set; } = "";

    public string Voicemail { get; private set; } = "";

    public async Task<JournalReply> RingsAsync()
    {
        var reply = await harness.DeliverAsync("/webhooks/voice", call, ("CallStatus", "ringing"));
        Forwarded = reply.Body!;
        return reply;
    }

    public async Task<JournalReply> IsNotAnsweredAsync()
    {
        var reply = await harness.DeliverAsync(
            Action(Forwarded),
            call,
            ("CallStatus", "in-progress"),
            ("DialCallStatus", "no-answer")
        );
        Voicemail = reply.Body!;
        return reply;
    }

    public Task<JournalReply> EndsAsync() =>
        harness.DeliverAsync("/webhooks/voice/status", call, ("CallStatus", "completed"), ("CallDuration", "31"));

    /// <summary>Path and query of the action URL in a document.</summary>
    public static string Action(string twiml) =>
        new Uri(
            System.Net.WebUtility.HtmlDecode(ActionAttribute().Match(twiml).Groups["url"].Value)
        ).PathAndQuery.Replace("/twilio/", "/", StringComparison.Ordinal);

    [GeneratedRegex("action=\"(?<url>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ActionAttribute();
}
