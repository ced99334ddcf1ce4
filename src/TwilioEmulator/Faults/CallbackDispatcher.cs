using TwilioEmulator.Clock;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Faults;

/// <summary>
/// Sends callbacks beside what caused them, and lets what is planned go wrong with them. The plan is asked at once,
/// not when the request is made, so that chance is drawn in the order in which things happened.
/// </summary>
internal sealed class CallbackDispatcher(
    WebhookSender sender,
    FaultPlan plan,
    FirstCallbacks firsts,
    VirtualClock clock,
    ActivityTracker activities
)
{
    public void Send(Webhook webhook)
    {
        var rule = plan.ForCallback(webhook.Purpose, webhook.CallSid, webhook.MessageSid);
        switch (rule?.Fault)
        {
            case FaultKind.Dropped:
                return;
            case FaultKind.Late:
                clock.Schedule(rule.Delay, () => Start(webhook, 1));
                return;
            case FaultKind.Shuffled:
                clock.Schedule(rule.Delay * plan.NextChance(), () => Start(webhook, 1));
                return;
            default:
                Start(webhook, rule?.Fault == FaultKind.Duplicated ? rule.Copies : 1);
                return;
        }
    }

    private void Start(Webhook webhook, int copies) => activities.Start(() => SendAsync(webhook, copies));

    private async Task SendAsync(Webhook webhook, int copies)
    {
        var token = sender.NextToken();
        for (var sent = 0; sent < copies; sent++)
            await sender.SendAsync(webhook, token);
        firsts.Answered(webhook.CallSid ?? webhook.MessageSid);
    }
}
