using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;

namespace TwilioServer.Replay;

/// <summary>
/// Folds events into a state again. What the deciders asked for then was written then, or was lost with what is
/// missing; either way it is not asked for again, so that an old log never sends a new text.
/// </summary>
public static class Refold
{
    /// <param name="state">Where to go on from; null to begin at the first event.</param>
    /// <param name="events">The stream's events in their order; those that the state knows are passed over.</param>
    /// <returns>Null when the stream has no state.</returns>
    public static CallState? Call(
        CallState? state,
        IEnumerable<EventRow> events,
        string callSid,
        StreamRow stream,
        CallSurroundings? around
    )
    {
        foreach (var row in events.SkipWhile(row => row.Sequence <= state?.EventSequence))
        {
            var entry = row.ToEntry(StreamKind.Call, callSid);
            if (CallFold.Apply(state, entry, stream, ContactState.Unknown, around) is var (next, _))
                state = next;
        }
        return state;
    }

    /// <inheritdoc cref="Call"/>
    public static MessageState? Message(
        MessageState? state,
        IEnumerable<EventRow> events,
        string streamKey,
        StreamRow stream
    )
    {
        foreach (var row in events.SkipWhile(row => row.Sequence <= state?.EventSequence))
        {
            var entry = row.ToEntry(StreamKind.Message, streamKey);
            if (MessageFold.Apply(state, entry, stream, null, null) is var (next, _))
                state = row.Reply == MessageDecider.Nothing ? Denied(row.Type, state!, next) : next;
        }
        return state;
    }

    /// <summary>The recipient's row, which may have forbidden the text, is not folded again; what was answered is kept.</summary>
    private static MessageState Denied(string type, MessageState before, MessageState next) =>
        (type, next) switch
        {
            ("send.requested", { Status: MessageStatus.Sending }) => next with
            {
                Status = MessageStatus.Blocked,
                Attempt = before.Attempt,
            },
            ("copy.requested", { Copy: CopyState.Sending }) => next with
            {
                Copy = CopyState.Canceled,
                Status = MessageStatus.UnknownFinal,
                Attempt = before.Attempt,
            },
            _ => next,
        };
}
