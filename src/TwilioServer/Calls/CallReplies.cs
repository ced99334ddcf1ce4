using TwilioServer.Tenants;
using TwilioServer.TwiML;

namespace TwilioServer.Calls;

/// <summary>
/// The TwiML of a call. Each action URL carries the call, the tenant and a step number: Twilio signs the URL, so the
/// next step can trust them, and two presses of one key are two events while a repeated delivery is one.
/// </summary>
public static class CallReplies
{
    /// <summary>Ends the caller's leg: there is nothing more to say.</summary>
    public const string HangUp = VoiceResponse.Empty;

    /// <summary>Puts the caller through to who picked up: Twilio does it when the whisper has nothing more to say.</summary>
    public const string Connect = VoiceResponse.Empty;

    /// <summary>How long who picked up may think about the key, in seconds.</summary>
    private const int KeyTimeoutSeconds = 8;

    /// <summary>For a number that no tenant has: polite, and nothing is promised.</summary>
    public static readonly string UnknownNumber = new VoiceResponse()
        .Say(Phrases.In("en").NotInService)
        .Hangup()
        .ToString();

    /// <summary>When a call could not be decided: the caller hears that it is us, not them.</summary>
    public static readonly string Unavailable = new VoiceResponse()
        .Say("Sorry, we cannot take your call right now. Please try again in a few minutes. Goodbye.")
        .Hangup()
        .ToString();

    /// <summary>When a caller's message could not be recorded as an event: the caller is thanked all the same.</summary>
    public static readonly string Thanks = new VoiceResponse()
        .Say(Phrases.In("en").ThankForMessage)
        .Hangup()
        .ToString();

    /// <summary>Ends the leg of who picked up, and not the call.</summary>
    public static readonly string EndLeg = new VoiceResponse().Hangup().ToString();

    public static string ThankForMessage(CallContext context) =>
        new VoiceResponse().Say(context.Settings.Phrases.ThankForMessage, Spoken(context)).Hangup().ToString();

    /// <summary>
    /// Rings the business, after what the caller must hear first. The caller's leg is answered only when somebody takes the
    /// call (or something is said): an unanswered call costs the caller nothing.
    /// </summary>
    public static string Forward(CallState call, CallContext context, VoiceReceived received)
    {
        var response = new VoiceResponse();
        if (call.IsRecorded && NoticeIsDue(context, received))
            response.Say(
                context.Settings.Tenant.RecordingNoticeText is { } own
                    ? context.Settings.Fill(own)
                    : context.Settings.Phrases.RecordingNotice,
                Spoken(context)
            );
        if (context.Settings.Greeting is { } greeting)
            response.Say(context.Settings.Fill(greeting), Spoken(context));
        return Dial(response, call, context);
    }

    /// <summary>Rings the next phone: what the caller had to hear was said.</summary>
    public static string ForwardNext(CallState call, CallContext context) => Dial(new VoiceResponse(), call, context);

    public static string MaintenanceGreeting(CallContext context) => context.Settings.Phrases.Maintenance;

    /// <param name="greeting">Null for the one that holds for the call.</param>
    public static string Voicemail(CallState call, CallContext context, string? greeting = null) =>
        new VoiceResponse()
            .Say(context.Settings.Fill(greeting ?? context.Settings.VoicemailGreeting), Spoken(context))
            .Record(
                context.Settings.VoicemailMaxSeconds,
                action: StepUrl("record", call, context),
                recordingStatusCallback: RecordingUrl(call, context)
            )
            .Hangup()
            .ToString();

    /// <summary>What who picked up hears; only the key 1 takes the call.</summary>
    public static string Whisper(CallState call, CallContext context) =>
        new VoiceResponse()
            .GatherKey(
                LegUrl("key", call, context),
                KeyTimeoutSeconds,
                context.Settings.Fill(context.Settings.Phrases.Whisper),
                Spoken(context)
            )
            .Hangup()
            .ToString();

    private static string Dial(VoiceResponse response, CallState call, CallContext context)
    {
        var phones = Forwarding.Phones(call, context);
        var settings = context.Settings;
        var isSequential = settings.ForwardOrder == ForwardOrder.Sequential && phones.Count > 1;
        return response
            .Dial(
                new DialOptions(
                    settings.RingTimeoutSeconds,
                    context.Rules.MaxDurationSeconds,
                    StepUrl("dial-result", call, context) + (isSequential ? $"&i={call.DialTarget}" : "")
                )
                {
                    WhisperUrl = settings.RequireKeyPress ? LegUrl("whisper", call, context) : null,
                    AmdStatusCallback = settings.DetectMachine ? LegUrl("amd", call, context) : null,
                    RecordingStatusCallback = call.IsRecorded ? RecordingUrl(call, context) : null,
                },
                isSequential ? phones.Skip(call.DialTarget).Take(1) : phones
            )
            .ToString();
    }

    private static bool NoticeIsDue(CallContext context, VoiceReceived received) =>
        context.Settings.Tenant.RecordingNotice == RecordingNotice.Always
        || RecordingConsent.AsksAllParties(context.Settings.Tenant.BusinessState)
        || RecordingConsent.AsksAllParties(received.CallerState);

    private static SpokenIn Spoken(CallContext context) =>
        new(context.Settings.Language == "en-US" ? null : context.Settings.Language, context.Settings.Voice);

    private static string RecordingUrl(CallState call, CallContext context) =>
        $"{context.BaseUrl}/webhooks/recording?c={call.CallId}&t={call.TenantId:N}";

    /// <summary>A step on the forwarded leg: its requests name that leg, so the URL names the call.</summary>
    private static string LegUrl(string step, CallState call, CallContext context) =>
        $"{StepUrl(step, call, context)}&s={call.CallSid}";

    private static string StepUrl(string step, CallState call, CallContext context) =>
        $"{context.BaseUrl}/webhooks/voice/{step}?c={call.CallId}&t={call.TenantId:N}&n={call.EventSequence + 1}";
}
