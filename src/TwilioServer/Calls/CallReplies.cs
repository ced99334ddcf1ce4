using TwilioServer.TwiML;

namespace TwilioServer.Calls;

/// <summary>
/// The TwiML of a call. Each action URL carries the call, the tenant and a step number: Twilio signs the URL, so the
/// next step can trust them, and two presses of one key are two events while a repeated delivery is one.
/// </summary>
public static class CallReplies
{
    public const string HangUp = VoiceResponse.Empty;

    /// <summary>For a number that no tenant has: polite, and nothing is promised.</summary>
    public static readonly string UnknownNumber = new VoiceResponse()
        .Say("Sorry, the number you have called is not in service. Goodbye.")
        .Hangup()
        .ToString();

    /// <summary>When a call could not be decided: the caller hears that it is us, not them.</summary>
    public static readonly string Unavailable = new VoiceResponse()
        .Say("Sorry, we cannot take your call right now. Please try again in a few minutes. Goodbye.")
        .Hangup()
        .ToString();

    public static readonly string ThankForMessage = new VoiceResponse()
        .Say("Thank you. We will get back to you soon. Goodbye.")
        .Hangup()
        .ToString();

    /// <summary>Rings the owner. The caller's leg is answered only when the owner's is: an unanswered call costs the caller nothing.</summary>
    public static string Forward(CallState call, CallContext context) =>
        new VoiceResponse()
            .Dial(
                context.Settings.ForwardTo,
                context.Settings.RingTimeoutSeconds,
                action: StepUrl("dial-result", call, context)
            )
            .ToString();

    public static string Voicemail(CallState call, CallContext context) =>
        new VoiceResponse()
            .Say(context.Settings.Fill(context.Settings.VoicemailGreeting))
            .Record(
                context.Settings.VoicemailMaxSeconds,
                action: StepUrl("record", call, context),
                recordingStatusCallback: $"{context.BaseUrl}/webhooks/recording?c={call.CallId}&t={call.TenantId:N}"
            )
            .Hangup()
            .ToString();

    private static string StepUrl(string step, CallState call, CallContext context) =>
        $"{context.BaseUrl}/webhooks/voice/{step}?c={call.CallId}&t={call.TenantId:N}&n={call.EventSequence + 1}";
}
