namespace TwilioServer.Journal;

/// <summary>A tenant's relation to one outside number.</summary>
public readonly record struct ContactKey(Guid TenantId, string PhoneNumber);

/// <summary>Who answers a customer's texts.</summary>
public enum ConversationHolder
{
    /// <summary>The dispatch AI.</summary>
    Ai,

    /// <summary>The owner, or whoever works for them.</summary>
    Owner,
}

/// <summary>What is known about a contact when an event of one of its calls or messages is decided.</summary>
/// <param name="OptedOutAt">When the contact asked for no more texts; null where it did not, or wants them again.</param>
public sealed record ContactState(DateTimeOffset? LastTextBackAt, DateTimeOffset? OptedOutAt = null)
{
    public static readonly ContactState Unknown = new(null, null);

    /// <summary>When the contact wrote last.</summary>
    public DateTimeOffset? LastInboundAt { get; init; }

    /// <summary>When the contact was first sent a text that names the business and says how to stop.</summary>
    public DateTimeOffset? IntroducedAt { get; init; }

    /// <summary>Who answers the contact's texts; null while there is no conversation.</summary>
    public ConversationHolder? Holder { get; init; }

    /// <summary>What as-call-service calls its conversation with the contact; null where it has none.</summary>
    public Guid? CallServiceConversationId { get; init; }
}

/// <summary>Something about a contact changes. The event that wants it locks the contact's row.</summary>
public abstract record ContactEffect(ContactKey Contact) : Effect
{
    public abstract ContactState Apply(ContactState state, DateTimeOffset at);
}

/// <summary>The caller was sent a text-back now; another within the tenant's window is suppressed.</summary>
public sealed record MarkTextBack(ContactKey Contact) : ContactEffect(Contact)
{
    public override ContactState Apply(ContactState state, DateTimeOffset at) => state with { LastTextBackAt = at };
}

/// <summary>The contact wants no more texts from this tenant, or wants them again.</summary>
/// <param name="How">In a word: <c>keyword</c>, <c>free-text</c>, <c>twilio-21610</c>.</param>
public sealed record RecordConsent(ContactKey Contact, bool IsGiven, string How) : ContactEffect(Contact)
{
    public override ContactState Apply(ContactState state, DateTimeOffset at) =>
        state with
        {
            OptedOutAt = IsGiven ? null : state.OptedOutAt ?? at,
        };
}

/// <summary>The contact wrote now.</summary>
public sealed record MarkInbound(ContactKey Contact) : ContactEffect(Contact)
{
    public override ContactState Apply(ContactState state, DateTimeOffset at) =>
        state with
        {
            LastInboundAt = state.LastInboundAt > at ? state.LastInboundAt : at,
        };
}

/// <summary>The contact is sent a text that names the business and says how to stop.</summary>
public sealed record MarkIntroduced(ContactKey Contact) : ContactEffect(Contact)
{
    public override ContactState Apply(ContactState state, DateTimeOffset at) =>
        state with
        {
            IntroducedAt = state.IntroducedAt ?? at,
        };
}

/// <summary>Somebody else answers the contact's texts from now on; nobody where the conversation is closed.</summary>
public sealed record HoldConversation(ContactKey Contact, ConversationHolder? Holder) : ContactEffect(Contact)
{
    public override ContactState Apply(ContactState state, DateTimeOffset at) => state with { Holder = Holder };
}

/// <summary>as-call-service has a conversation with the contact, or has none any more.</summary>
public sealed record LinkConversation(ContactKey Contact, Guid? ConversationId) : ContactEffect(Contact)
{
    public override ContactState Apply(ContactState state, DateTimeOffset at) =>
        state with
        {
            CallServiceConversationId = ConversationId,
        };
}

internal static class ConversationHolders
{
    /// <summary>The word in the database.</summary>
    public static string ToWord(this ConversationHolder holder) => holder == ConversationHolder.Ai ? "ai" : "owner";

    public static ConversationHolder FromWord(string word) =>
        word == "ai" ? ConversationHolder.Ai : ConversationHolder.Owner;
}
