using TwilioServer.Journal;
using TwilioServer.Messages;

namespace TwilioServer.Conversations;

/// <summary>What is known of conversations: in PostgreSQL in the service, in memory in the simulator.</summary>
public interface IConversationFacts
{
    /// <summary>A customer's row as it is now.</summary>
    Task<ContactState> ContactAsync(ContactKey customer, CancellationToken cancellation);

    /// <summary>
    /// The customers who since then wrote to one of a tenant's numbers, or were texted from it because they called in vain, the
    /// latest first. Who asked for no more texts is among them: a text may be meant for them, too.
    /// </summary>
    Task<IReadOnlyList<OpenConversation>> OpenAsync(
        Guid tenantId,
        string number,
        DateTimeOffset since,
        CancellationToken cancellation
    );

    /// <summary>
    /// The owner's text that waits for the number of a customer, if it is the latest that did; null where none does.
    /// </summary>
    Task<OwnerQuestion?> QuestionAsync(
        ContactKey owner,
        DateTimeOffset since,
        DateTimeOffset before,
        CancellationToken cancellation
    );

    /// <summary>What was said between a tenant and a customer, the earliest first.</summary>
    Task<IReadOnlyList<SpokenLine>> HistoryAsync(
        ContactKey customer,
        DateTimeOffset since,
        CancellationToken cancellation
    );
}

/// <summary>An owner's text that waits, with those it may be for.</summary>
public sealed record OwnerQuestion(string MessageSid, IReadOnlyList<string> Customers);

/// <summary>A text of a conversation.</summary>
/// <param name="Author">Null for the customer.</param>
public sealed record SpokenLine(string MessageSid, DateTimeOffset At, MessageAuthor? Author, string Body);
