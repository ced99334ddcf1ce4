using TwilioEmulator.Events;
using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>The only place where calls begin and change: each change is logged, reported and wakes who waits for it.</summary>
internal sealed class CallLifecycle(
    EmulatorStore store,
    AccountBook accounts,
    StatusCallbackSender callbacks,
    EventLog events,
    TimeProvider clock
)
{
    private readonly Lock gate = new();
    private Action<Call>? followers;

    /// <summary>Calls back after each change, before it is reported.</summary>
    public void Follow(Action<Call> follower)
    {
        lock (gate)
            followers += follower;
    }

    public void Add(Call call)
    {
        if (call.AccountSid.Length == 0)
            call.AccountSid = call.Parent?.AccountSid ?? accounts.Main.Sid;
        store.Calls.Add(call.Sid, call);
        var data = new Dictionary<string, object?>
        {
            ["from"] = call.From,
            ["to"] = call.To,
            ["direction"] = call.Direction,
            ["parentCallSid"] = call.Parent?.Sid,
            ["statusCallback"] = call.StatusCallback?.Url,
        };
        events.Add("call.created", call.Sid, data: data);
    }

    /// <summary>Tells that an outbound leg is on its way. The Call resource does not show this state.</summary>
    public void Initiate(Call call) => callbacks.Send(call, CallStatus.Initiated);

    public void Ring(Call call) => MoveTo(call, CallStatus.Ringing);

    public void Answer(Call call) => MoveTo(call, CallStatus.InProgress);

    public void End(Call call, string status) => MoveTo(call, status);

    /// <summary>A party hangs up. Before the answer the caller gives up, or the called phone declines.</summary>
    public void HangUp(Call call) =>
        End(
            call,
            call switch
            {
                { IsAnswered: true } => CallStatus.Completed,
                { Direction: CallDirection.Inbound } => CallStatus.NoAnswer,
                _ => CallStatus.Busy,
            }
        );

    private void MoveTo(Call call, string status)
    {
        if (!call.TryMoveTo(status, clock.GetUtcNow()))
            return;
        var data = new Dictionary<string, object?> { ["status"] = status, ["durationSeconds"] = call.DurationSeconds };
        events.Add("call.status", call.Sid, data: data);
        followers?.Invoke(call);
        callbacks.Send(call, status);
        call.Changed();
    }
}
