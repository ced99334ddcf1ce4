using TwilioEmulator.Simulator.MachineDetection;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Rest.Calls;

/// <summary>
/// The parameters about machine detection of a call that is made by the API. Without AsyncAmd its TwiML waits until
/// it is known who answered; with it TwiML runs at once, and the result goes to AsyncAmdStatusCallback.
/// </summary>
internal static class MachineDetectionForm
{
    public static DetectionWish? Read(Form form) =>
        form.Text("MachineDetection") is not { } mode
            ? null
            : new DetectionWish(
                mode == DetectionWish.DetectMessageEnd,
                Math.Max(3, form.Int("MachineDetectionTimeout", DetectionWish.UsualTimeoutSeconds, max: 59)),
                form.Text("AsyncAmdStatusCallback"),
                form.Method("AsyncAmdStatusCallbackMethod")
            )
            {
                IsAsync = form.Text("AsyncAmd") == "true",
            };

    public static TwilioError? Check(Form form) =>
        form.Text("MachineDetection") is not (null or DetectionWish.Enable or DetectionWish.DetectMessageEnd)
            ? TwilioError.BadRequest(21207, "Invalid MachineDetection value")
        : form.Text("AsyncAmdStatusCallback") is { } url && WebhookUrl.Parse(url) is null
            ? TwilioError.BadRequest(21609, $"The AsyncAmdStatusCallback URL {url} is not a valid URL.")
        : null;
}
