using TwilioServer.Messages;
using TwilioServer.Simulation.Memory;
using TwilioServer.Simulation.Phones;

namespace TwilioServer.Simulation.Invariants;

/// <summary>Twilio's ledger against our tables.</summary>
public sealed class SendInvariants(MemoryTables tables, Agenda agenda, InvariantCheck check)
{
    private readonly Dictionary<string, int> _posts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _accepted = new(StringComparer.Ordinal);

    /// <summary>The POSTs that reached Twilio.</summary>
    public long Posts { get; private set; }

    public int AcceptedOf(Guid intentId) => _accepted.GetValueOrDefault(intentId.ToString("N"));

    public void Posted(SimulatedMessage message)
    {
        Posts++;
        var posts = _posts[message.IntentId] = _posts.GetValueOrDefault(message.IntentId) + 1;
        var state = StateOf(message);
        check.Require(state is not null, "I15", Key(message), "a POST has an intent on disk");
        check.Require(posts <= state?.Attempt, "I15", Key(message), "each POST has an attempt of its own");
        check.Require(agenda.Now < state?.ExpiresAt, "I7", Key(message), "nothing is sent after it expired");
    }

    public void Accepted(SimulatedMessage message)
    {
        var accepted = _accepted[message.IntentId] = _accepted.GetValueOrDefault(message.IntentId) + 1;
        check.Require(accepted <= 1, "I4", Key(message), "Twilio has a text once at most");
    }

    private MessageState? StateOf(SimulatedMessage message) =>
        tables.StreamKeys.TryGetValue(Key(message), out var stream) ? tables.Messages[stream.StreamId].State : null;

    private static string Key(SimulatedMessage message) => "intent:" + message.IntentId;
}
