using TwilioServer.Calls;
using TwilioServer.Messages;
using TwilioServer.Simulation.Memory;

namespace TwilioServer.Simulation;

/// <summary>A step in a story, for people.</summary>
internal static class StepText
{
    public static string Of(JournalStep step)
    {
        var effects = string.Join(", ", step.Effects.Select(effect => effect.GetType().Name));
        return $"{Sender(step)} {step.Entry.Type}: {step.Reply.Outcome}{Change(step)}{(effects.Length > 0 ? $" [{effects}]" : "")}";
    }

    private static string Sender(JournalStep step) =>
        step.Entry.Claim is { } claim ? $"node {claim.NodeId}" : step.Entry.Webhook?.Type ?? "?";

    private static string Change(JournalStep step) =>
        step.After switch
        {
            CallState after => $", {Text(step.Before as CallState)} -> {Text(after)}",
            MessageState after => $", {(step.Before as MessageState)?.Status} -> {after.Status}",
            _ => "",
        };

    private static string Text(CallState? call) =>
        call is null
            ? "new"
            : call.Stage
                + call.Missed switch
                {
                    true => $" (missed: {call.MissedReason})",
                    false => " (answered)",
                    null => "",
                };
}
