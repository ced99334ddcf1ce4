using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>The assistant has an answer to a text.</summary>
/// <param name="Body">What it says to the customer; empty where it says nothing.</param>
/// <param name="Action">The assistant's word for what comes next, such as <c>escalate_to_owner</c>.</param>
public sealed record AnswerProposed(string Body, string Action) : MessageEvent("answer.proposed");

/// <summary>The assistant had no answer within its time.</summary>
public sealed record AnswerFailed(string Reason) : MessageEvent("answer.failed");

/// <summary>A text goes to the owner, who holds the conversation or is the only one there.</summary>
public sealed record ReplyForwarded() : MessageEvent("reply.forwarded");

/// <summary>A text needs no answer: it asked for no more texts, or for them again.</summary>
public sealed record ReplyIgnored() : MessageEvent("reply.ignored");

/// <summary>A worker asks whether it may tell as-call-service of a text now.</summary>
public sealed record ReplyReportRequested() : MessageEvent("reply-report.requested");

/// <summary>What became of telling as-call-service of a text.</summary>
public sealed record ReplyReportSettled(ReplyReport Outcome) : MessageEvent("reply-report.settled");

public enum ReplyReport
{
    /// <summary>It has the text, and answers it.</summary>
    Taken,

    /// <summary>It does not take this text.</summary>
    Refused,

    /// <summary>It does not know the conversation any more.</summary>
    Gone,

    /// <summary>It surely has not got it, and may be told again.</summary>
    NotProcessed,

    /// <summary>Nobody can tell whether it has it.</summary>
    Unknown,
}

/// <summary>It is known which conversations an owner's text may be meant for.</summary>
/// <param name="Customer">The one that it is for; null where there is none, or more than one.</param>
/// <param name="Open">Where there is more than one: the customers with their last words, the latest first.</param>
/// <param name="IsAskedAgain">Whether these are the choices of an earlier text that the owner's number does not name.</param>
public sealed record OwnerTextRouted(string? Customer, IReadOnlyList<OpenConversation> Open, bool IsAskedAgain = false)
    : MessageEvent("owner-text.routed");

/// <summary>An owner's text is the number of a customer whom an earlier one is for.</summary>
/// <param name="QuestionSid">The earlier text's MessageSid.</param>
public sealed record OwnerAnswered(string QuestionSid, string Customer) : MessageEvent("owner-text.answered");

/// <summary>The owner said which customer a text is for.</summary>
public sealed record CustomerChosen(string Customer) : MessageEvent("customer.chosen");

/// <summary>Somebody took a conversation over, or handed it back.</summary>
/// <param name="Holder">Null where nobody holds it: the next text begins it anew.</param>
public sealed record ConversationHeld(ConversationHolder? Holder) : MessageEvent("conversation.held");

/// <summary>A customer who wrote lately.</summary>
public sealed record OpenConversation(string Customer, string LastWords);
