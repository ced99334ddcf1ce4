namespace TwilioServer.FeatureFlags;

/// <summary>A feature as operators know it.</summary>
/// <param name="WhenOff">What does not happen while it is off.</param>
public sealed record FeatureName(string Name, Features Feature, string WhenOff);

/// <summary>The features by their names in the runbook.</summary>
public static class FeatureNames
{
    public static IReadOnlyList<FeatureName> All { get; } =
    [
        new(
            "call_recording",
            Features.CallRecording,
            "Calls are not recorded; recordings of calls under way are paused at once. Voicemail goes on."
        ),
        new("voicemail_transcription", Features.VoicemailTranscription, "Voicemail is not transcribed."),
        new(
            "sms_automation",
            Features.SmsAutomation,
            "No text is sent by itself: no text-back, no notice to owners. Texts that are asked for are sent."
        ),
        new(
            "call_analytics",
            Features.CallAnalytics,
            "Twilio is not asked how good calls were, and nothing is summed up."
        ),
        new("ai_dispatch", Features.AiDispatch, "The owner alone answers conversations."),
        new("conference_calling", Features.ConferenceCalling, "No conferences."),
        new(
            "international_calling",
            Features.InternationalCalling,
            "No phone outside the North American plan is rung or texted."
        ),
        new("mms_support", Features.MmsSupport, "Pictures and other files that come with texts are not fetched."),
    ];

    public static FeatureName? Find(string name) =>
        All.FirstOrDefault(feature => feature.Name.Equals(name, StringComparison.Ordinal));

    public static string NameOf(Features one) => All.First(feature => feature.Feature == one).Name;
}
