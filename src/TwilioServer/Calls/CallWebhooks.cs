using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Calls;

/// <summary>The webhooks of calls: https://www.twilio.com/docs/voice/twiml#request-parameters.</summary>
public static class CallWebhooks
{
    public static IReadOnlyList<WebhookRoute> Routes { get; } =
    [
        new(
            "voice",
            ["/webhooks/voice", "/webhooks/twilio/call"],
            request => Call(request, Received(request)),
            AnswersTwiML: true,
            CallReplies.Unavailable
        ),
        new(
            "voice-fallback",
            ["/webhooks/voice/fallback"],
            request => Call(request, new VoiceFellBack(request.Text("ErrorCode"))),
            AnswersTwiML: true,
            CallReplies.Unavailable
        ),
        new(
            "dial-result",
            ["/webhooks/voice/dial-result", "/webhooks/twilio/call/status/{callSid}"],
            ReadDialResult,
            AnswersTwiML: true,
            CallReplies.Unavailable
        ),
        new("record", ["/webhooks/voice/record"], ReadVoicemail, AnswersTwiML: true, CallReplies.Thanks),
        // Whoever picked up is put through rather than lost where nothing is known of the call.
        new("whisper", ["/webhooks/voice/whisper"], ReadWhisper, AnswersTwiML: true, CallReplies.Connect),
        new("key", ["/webhooks/voice/key"], ReadKey, AnswersTwiML: true, CallReplies.Connect),
        new("amd", ["/webhooks/voice/amd"], ReadDetection, AnswersTwiML: false),
        new(
            "voice-status",
            [
                "/webhooks/voice/status",
                "/webhooks/status",
                "/webhooks/twilio/call/status",
                "/webhooks/twilio/voice-status",
            ],
            ReadStatus,
            AnswersTwiML: false
        ),
        new("recording", ["/webhooks/recording"], ReadRecording, AnswersTwiML: false),
    ];

    private static WebhookEvent? ReadDialResult(WebhookRequest request) =>
        request.Text("DialCallStatus") is { } status
            ? Step(
                request,
                new DialEnded(
                    status,
                    request.Text("DialCallSid"),
                    request.Number("DialCallDuration"),
                    request.Flag("DialBridged"),
                    request.Text("CallStatus") ?? "in-progress"
                )
                {
                    Target = (int?)request.NumberFromUrl("i"),
                    Step = StepNumber(request),
                }
            )
            : null;

    private static VoiceReceived Received(WebhookRequest request) =>
        new(RecordingConsent.PlaceOf(request.Text("FromCountry"), request.Text("FromState")))
        {
            CallerCity = Templates.PlaceName(request.Text("FromCity")),
            StirVerstat = CallerVerification.Read(request.Text("StirVerstat")),
        };

    private static WebhookEvent? ReadWhisper(WebhookRequest request) =>
        Leg(request, new WhisperRequested { Step = StepNumber(request) });

    private static WebhookEvent? ReadKey(WebhookRequest request) =>
        request.Text("Digits") is { } digits
            ? Leg(request, new KeyPressed(digits) { Step = StepNumber(request) })
            : null;

    private static WebhookEvent? ReadDetection(WebhookRequest request) =>
        request.Text("AnsweredBy") is { } answeredBy && request.Text("CallSid") is { } legSid
            ? Leg(request, new AnswerDetected(answeredBy, legSid))
            : null;

    private static WebhookEvent? ReadVoicemail(WebhookRequest request) =>
        Step(
            request,
            new VoicemailRecorded(
                request.Text("RecordingSid"),
                request.Text("RecordingUrl"),
                request.Number("RecordingDuration"),
                request.Text("CallStatus") ?? "in-progress"
            )
            {
                Step = StepNumber(request),
            }
        );

    private static WebhookEvent? ReadStatus(WebhookRequest request) =>
        request.Text("CallStatus") is { } status
            ? Call(request, new CallStatusChanged(status, request.Number("CallDuration")))
            : null;

    /// <summary>A recording's callback says neither From nor To: its call must be known.</summary>
    private static WebhookEvent? ReadRecording(WebhookRequest request) =>
        request.Text("CallSid") is { } callSid
        && request.Text("RecordingSid") is { } recordingSid
        && request.Text("RecordingStatus") is { } status
            ? Event(
                callSid,
                new RecordingCompleted(
                    recordingSid,
                    request.Text("RecordingUrl"),
                    request.Number("RecordingDuration"),
                    request.Number("RecordingChannels"),
                    status
                )
            )
            : null;

    private static WebhookEvent? Call(WebhookRequest request, CallEvent happened)
    {
        if (
            request.Text("CallSid") is not { } callSid
            || request.Text("From") is not { } from
            || request.Text("To") is not { } to
        )
            return null;
        return Event(callSid, happened) with
        {
            BusinessNumber = to,
            Origin = new CallOrigin(from, to, request.Text("Direction") ?? "inbound"),
            ContactNumber = happened.MayDecideMissed ? from : null,
            DecidesOnlyWhereNobodyRings = happened is VoiceReceived,
            AsksForUnknownNumber = happened is VoiceReceived,
            UnknownNumberReply = CallReplies.UnknownNumber,
        };
    }

    /// <summary>A step of the caller's own leg. Numbers that were provisioned long ago have URLs that name no step.</summary>
    private static WebhookEvent? Step(WebhookRequest request, CallEvent happened) =>
        TryAddress(request, out var step) && Call(request, happened) is { } call ? call with { Step = step } : null;

    /// <summary>
    /// A step of the forwarded leg. Its CallSid is that leg's; the URL names the call. It begins no stream, and where none
    /// can be read it is answered from the URL alone.
    /// </summary>
    private static WebhookEvent? Leg(WebhookRequest request, CallEvent happened) =>
        request.FromUrl("s") is { } callSid && TryAddress(request, out var step) && step is not null
            ? Event(callSid, happened) with
            {
                Step = step,
                Origin = new CallOrigin(request.Text("From") ?? "", "", "inbound"),
            }
            : null;

    /// <returns>False where the URL names a step, and not as we do.</returns>
    private static bool TryAddress(WebhookRequest request, out StepAddress? step)
    {
        step = null;
        if (request.FromUrl("c") is null && request.FromUrl("t") is null)
            return true;
        if (
            request.NumberFromUrl("c") is not { } streamId
            || request.NumberFromUrl("n") is not < int.MaxValue
            || !Guid.TryParseExact(request.FromUrl("t"), "N", out var tenantId)
        )
            return false;
        step = new StepAddress(streamId, tenantId);
        return true;
    }

    private static int? StepNumber(WebhookRequest request) =>
        request.NumberFromUrl("n") is { } number and < int.MaxValue ? (int)number : null;

    private static WebhookEvent Event(string callSid, CallEvent happened) =>
        new(happened.Type, StreamKind.Call, callSid, happened, BusinessNumber: null);
}
