using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tenants;

namespace TwilioServer.Simulation.Memory;

/// <summary>What a call's event makes of its state; null when there is no state and none begins.</summary>
public delegate (CallState State, StreamDecision Decision)? FoldCall(
    CallState? state,
    JournalEntry entry,
    StreamRow stream,
    ContactState? contact,
    CallSurroundings? around
);

/// <summary>What a message's event makes of its state; null when there is no state and none begins.</summary>
public delegate (MessageState State, StreamDecision Decision)? FoldMessage(
    MessageState? state,
    JournalEntry entry,
    StreamRow stream,
    ContactState? contact,
    Tenant? tenant
);

/// <summary>The deciders that a memory journal asks: the service's own, unless a test spoils one.</summary>
public sealed record MemoryFolds(FoldCall Call, FoldMessage Message)
{
    public static readonly MemoryFolds Real = new(CallFold.Apply, MessageFold.Apply);
}
