using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>How a Dial ended: the leg that it speaks of, and what was recorded.</summary>
internal sealed record DialResult(string Status, Call? Leg, bool Bridged, int DurationSeconds, Recording? Recording)
{
    private static readonly string[] MostTelling =
    [
        CallStatus.Completed,
        CallStatus.NoAnswer,
        CallStatus.Busy,
        CallStatus.Canceled,
        CallStatus.Failed,
    ];

    /// <summary>Of several phones that nobody answered, the one that at least rang tells most.</summary>
    public static DialResult Unanswered(IReadOnlyList<DialLeg> legs, IReadOnlyList<string> otherNouns)
    {
        var leg = legs.Select(each => each.Call).MinBy(each => Array.IndexOf(MostTelling, each.Status));
        return new DialResult(leg?.Status ?? StatusWithoutLeg(otherNouns), leg, Bridged: false, 0, null);
    }

    /// <summary>The parameters that the action URL gets besides those of the call.</summary>
    public WebhookParameters Parameters(EmulatorAddress address)
    {
        var parameters = new WebhookParameters { { "DialCallStatus", Status } };
        parameters.AddIfSet("DialCallSid", Leg?.Sid);
        parameters.Add("DialCallDuration", $"{DurationSeconds}");
        parameters.Add("DialBridged", Bridged ? "true" : "false");
        if (Recording is not null)
        {
            parameters.Add("RecordingUrl", address.RecordingUrl(Recording.AccountSid, Recording.Sid));
            parameters.Add("RecordingSid", Recording.Sid);
            parameters.Add("RecordingDuration", $"{Recording.DurationSeconds}");
        }
        return parameters;
    }

    /// <summary>A client or an app that is not there does not answer; what cannot be reached at all has failed.</summary>
    private static string StatusWithoutLeg(IReadOnlyList<string> nouns) =>
        nouns.Any(noun => noun is "Client" or "Sim" or "WhatsApp") ? CallStatus.NoAnswer : CallStatus.Failed;
}
