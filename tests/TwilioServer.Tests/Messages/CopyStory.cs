using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>
/// A text that nobody can find, and how far its second copy is. Noon in the tests is morning in New York; four hours later it is
/// day there.
/// </summary>
internal static class CopyStory
{
    public const string Service = "MG00000000000000000000000000000001";
    public const string CopySid = "SM00000000000000000000000000000c0b";
    public static readonly DateTimeOffset Now = TestClock.Noon.AddHours(4);

    public static readonly MessageState Lost = MessageStory.Queued with
    {
        Class = MessageClass.Scheduled,
        To = "+12125550123",
        Status = MessageStatus.Unknown,
        Attempt = 1,
        ExpiresAt = Now.AddHours(3),
    };

    public static readonly SendOutcome.Accepted First = new(MessageStory.Sid, "delivered");

    public const string TwoSent = "Two copies were sent: the first appeared when the second could not be taken back.";

    public static MessageState Due => Lost with { Copy = CopyState.Due };

    public static MessageState Sending => Lost with { Copy = CopyState.Sending, Attempt = 2 };

    public static MessageState Waiting => Sending with { Copy = CopyState.Waiting, CopySid = CopySid };

    public static Decision<MessageState> Decide(
        MessageState state,
        MessageEvent happened,
        ContactState? contact = null
    ) => MessageDecider.Decide(state, happened, Now, contact ?? ContactState.Unknown);

    public static IEnumerable<string> JobsOf(Decision<MessageState> decision) =>
        decision.Effects.OfType<ScheduleJob>().Select(job => job.Kind);
}
