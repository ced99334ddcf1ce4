using TwilioServer.Journal;
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
            request => Call(request, new VoiceReceived()),
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
        new("record", ["/webhooks/voice/record"], ReadVoicemail, AnswersTwiML: true, CallReplies.ThankForMessage),
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
            ? Call(
                request,
                new DialEnded(
                    status,
                    request.Text("DialCallSid"),
                    request.Number("DialCallDuration"),
                    request.Flag("DialBridged"),
                    request.Text("CallStatus") ?? "in-progress"
                )
            )
            : null;

    private static WebhookEvent? ReadVoicemail(WebhookRequest request) =>
        Call(
            request,
            new VoicemailRecorded(
                request.Text("RecordingSid"),
                request.Text("RecordingUrl"),
                request.Number("RecordingDuration"),
                request.Text("CallStatus") ?? "in-progress"
            )
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
            UnknownNumberReply = CallReplies.UnknownNumber,
        };
    }

    private static WebhookEvent Event(string callSid, CallEvent happened) =>
        new(happened.Type, StreamKind.Call, callSid, happened, BusinessNumber: null);
}
