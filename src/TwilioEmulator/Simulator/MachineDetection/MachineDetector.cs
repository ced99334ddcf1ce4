using TwilioEmulator.Clock;
using TwilioEmulator.Faults;
using TwilioEmulator.Phones;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator.MachineDetection;

/// <summary>
/// Says who has answered a call, after about as long as Twilio takes: a person is known after 2 s, a machine or fax
/// after 3 s, the end of a machine's greeting when it is over. What takes longer than the timeout is <c>unknown</c>.
/// </summary>
internal sealed class MachineDetector(
    PhoneBook phones,
    CallbackDispatcher callbacks,
    CallParameters parameters,
    ActivityTracker activities
)
{
    private const double SecondsForPerson = 2;
    private const double SecondsForMachine = 3;

    /// <summary>Detects beside whatever else happens, and reports to the callback.</summary>
    public void Begin(CallSession session, DetectionWish wish, TwimlDocument? document) =>
        activities.Start(async () =>
        {
            var seconds = await DetectAsync(session, wish);
            if (wish.Callback is { } callback && session.Call.AnsweredBy is not null)
                Report(session, wish, document?.Resolve(callback) ?? callback, seconds);
        });

    /// <summary>Waits for the result and notes it on the call, which it leaves alone when it ends before.</summary>
    public async Task<double> DetectAsync(CallSession session, DetectionWish wish)
    {
        var (answeredBy, seconds) = ResultOf(phones.Get(session.Call.To), wish);
        if (seconds > wish.TimeoutSeconds)
            (answeredBy, seconds) = ("unknown", wish.TimeoutSeconds);
        if (!await session.WaitUntilAsync(() => session.Call.IsEnded, TimeSpan.FromSeconds(seconds)))
            session.Call.AnsweredBy = answeredBy;
        return seconds;
    }

    private static (string AnsweredBy, double Seconds) ResultOf(VirtualPhone phone, DetectionWish wish) =>
        phone.AnsweredBy switch
        {
            AnsweredBy.Human => ("human", SecondsForPerson),
            AnsweredBy.Fax => ("fax", SecondsForMachine),
            AnsweredBy.Unknown => ("unknown", wish.TimeoutSeconds),
            _ when !wish.AwaitsMessageEnd => ("machine_start", SecondsForMachine),
            _ => (phone.GreetingEnd, Math.Max(SecondsForMachine, phone.GreetingSeconds)),
        };

    private void Report(CallSession session, DetectionWish wish, string url, double seconds)
    {
        var all = parameters.For(session.Call);
        all.Add("MachineDetectionDuration", $"{(int)(seconds * 1000)}");
        callbacks.Send(
            new Webhook(WebhookPurpose.MachineDetection, url, wish.CallbackMethod, all) { CallSid = session.Call.Sid }
        );
    }
}
