using TwilioEmulator.Simulator.MachineDetection;
using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>One phone to ring.</summary>
/// <param name="StatusCallback">Where its leg reports its progress.</param>
/// <param name="Url">TwiML for the called party alone, before the two are connected.</param>
/// <param name="SendDigits">Keys that are sent once it answers; w waits half a second.</param>
internal sealed record DialNumber(
    string Number,
    StatusCallback? StatusCallback = null,
    string? Url = null,
    string UrlMethod = "POST",
    string SendDigits = "",
    DetectionWish? Detection = null
)
{
    public static DialNumber Parse(VerbElement element)
    {
        var callback = element.Text("statusCallback");
        var method = element.Method("statusCallbackMethod");
        var events = element.WordSet("statusCallbackEvent", StatusCallback.OnlyCompleted);
        return new DialNumber(
            element.InnerText,
            callback is null ? null : new StatusCallback(callback, method, events),
            element.Text("url"),
            element.Method(),
            element.Text("sendDigits") ?? "",
            DetectionOf(element)
        );
    }

    private static DetectionWish? DetectionOf(VerbElement element) =>
        element.Text("machineDetection") is not { } mode
            ? null
            : new DetectionWish(
                mode == DetectionWish.DetectMessageEnd,
                element.Int("machineDetectionTimeout", DetectionWish.UsualTimeoutSeconds, min: 3, max: 60),
                element.Text("amdStatusCallback"),
                element.Method("amdStatusCallbackMethod")
            );
}
