using TwilioEmulator.Events;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Monitor;

/// <summary>The problems that the event log tells of, newest first.</summary>
internal sealed class ProblemLog(EventLog events, EmulatorStore store, AccountBook accounts)
{
    public IEnumerable<Problem> Of(string accountSid) => Read(null).Where(each => each.AccountSid == accountSid);

    public IEnumerable<Problem> OfCall(string callSid) => Read(callSid);

    private IEnumerable<Problem> Read(string? callSid)
    {
        var webhooks = events.Find(new EventQuery(0, callSid, "webhook"));
        return events
            .Find(new EventQuery(0, callSid, "twiml.error"))
            .Select(logged => Of(logged, webhooks.LastOrDefault(webhook => IsCauseOf(webhook, logged))))
            .Reverse();
    }

    private static bool IsCauseOf(EmulatorEvent webhook, EmulatorEvent logged) =>
        webhook.Seq < logged.Seq
        && webhook.CallSid == logged.CallSid
        && webhook.MessageSid == logged.MessageSid
        && webhook.Data["url"] as string == logged.Data["url"] as string;

    private Problem Of(EmulatorEvent logged, EmulatorEvent? webhook) =>
        new(
            Problem.SidOf(logged),
            OwnerOf(logged),
            logged.CallSid ?? logged.MessageSid ?? "",
            (int)logged.Data["code"]!,
            logged.Data["message"] as string ?? "",
            logged.Data["level"] as string == "warning",
            logged.Data["url"] as string ?? "",
            logged.EmulatorTime,
            webhook
        );

    private string OwnerOf(EmulatorEvent logged) =>
        store.Calls.TryGet(logged.CallSid ?? "", out var call) ? call.AccountSid
        : store.Messages.TryGet(logged.MessageSid ?? "", out var message) ? message.AccountSid
        : accounts.Main.Sid;
}
