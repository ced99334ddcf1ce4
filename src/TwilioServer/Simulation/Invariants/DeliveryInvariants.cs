using TwilioServer.Journal;
using TwilioServer.Simulation.Memory;
using TwilioServer.Simulation.Webhooks;

namespace TwilioServer.Simulation.Invariants;

/// <summary>Each signed request is one event, each answered delivery one row, each repeat gets the first reply.</summary>
public sealed class DeliveryInvariants(MemoryTables tables, InvariantCheck check)
{
    private readonly Dictionary<Guid, SimulatedRequest> _underWay = [];

    public void Begin(Guid deliveryId, SimulatedRequest request) => _underWay[deliveryId] = request;

    public void End(Guid deliveryId) => _underWay.Remove(deliveryId);

    public void Check(JournalStep step)
    {
        if (step.Entry.Webhook is null || !_underWay.TryGetValue(step.Entry.DeliveryId, out var request))
            return;
        var subject = step.Entry.StreamKey ?? request.Target;
        if (step.Reply.Outcome == JournalOutcome.Processed)
        {
            request.Processed++;
            request.Reply = step.Reply.Body;
        }
        check.Require(request.Processed <= 1, "I2", subject, "one signed request is one event");
        check.Require(step.Reply.Outcome != JournalOutcome.Failed, "I18", subject, "no event is kept aside");
    }

    public void Answered(Guid deliveryId, SimulatedRequest request, JournalReply reply)
    {
        var subject = Value(request, "CallSid") ?? Value(request, "MessageSid") ?? request.Target;
        check.Require(tables.WebhookLogs.ContainsKey(deliveryId), "I1", subject, "what is answered stands in the log");
        check.Require(
            reply.Outcome != JournalOutcome.Duplicate || reply.Body == request.Reply,
            "I2",
            subject,
            "a repeat gets the first reply"
        );
    }

    private static string? Value(SimulatedRequest request, string name) =>
        request.Parameters.FirstOrDefault(parameter => parameter.Key == name).Value;
}
