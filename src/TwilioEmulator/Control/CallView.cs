using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

/// <summary>A call as the control API shows it.</summary>
internal static class CallView
{
    public static object Of(Call call, ILookup<Call?, Call> children) =>
        new
        {
            callSid = call.Sid,
            parentCallSid = call.Parent?.Sid,
            from = call.From,
            to = call.To,
            direction = call.Direction,
            status = call.Status,
            createdAt = ControlApi.Iso(call.DateCreated),
            answeredAt = call.AnswerTime is { } answer ? ControlApi.Iso(answer) : null,
            endedAt = call.EndTime is { } end ? ControlApi.Iso(end) : null,
            durationSeconds = call.DurationSeconds,
            childCallSids = children[call].Reverse().Select(each => each.Sid).ToArray(),
            verbs = call.Verbs,
        };
}
