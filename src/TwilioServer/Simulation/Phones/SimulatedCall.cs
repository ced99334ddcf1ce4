using System.Globalization;
using System.Xml.Linq;
using TwilioServer.Simulation.Webhooks;

namespace TwilioServer.Simulation.Phones;

/// <summary>One call as Twilio plays it: asks for documents, does what they say, and reports the end.</summary>
public sealed class SimulatedCall(World world, Strand strand, CallPlan plan, string from, string to)
{
    private const string FallbackPath = "/webhooks/voice/fallback";
    private static readonly TimeSpan Greeting = TimeSpan.FromSeconds(7);
    private readonly DateTimeOffset _began = world.Agenda.Now;
    private int _progress;
    private int _dials;

    public string CallSid { get; } = SidOf(strand.Index);

    public CallPlan Plan => plan;

    public Strand Strand => strand;

    /// <summary>Whether somebody of the business spoke with the caller, as Twilio sees it.</summary>
    public bool Spoke { get; private set; }

    public static string SidOf(int index) => $"CA{index:x32}";

    public async Task RunAsync()
    {
        if (strand.IsTold)
            world.Story.Tell($"{from} calls {to} ({CallSid}). Planned: {plan}");
        if (await DocumentAsync("/webhooks/voice", Fields("ringing")) is { } document)
            await PlayAsync(document);
        await EndAsync();
    }

    private async Task PlayAsync(XElement document)
    {
        if (document.Element("Dial") is { } dial)
        {
            if (await DialAsync(dial) is { } next)
                await PlayAsync(next);
        }
        else if (document.Element("Record") is { } record)
        {
            await RecordAsync(record);
        }
    }

    private async Task<XElement?> DialAsync(XElement dial)
    {
        var action = dial.Attribute("action")!.Value;
        var owner = _dials++ == 0 ? plan.Owner : plan.Second;
        Report("ringing");
        await world.Agenda.Delay(plan.Rings);
        if (plan.Caller == CallerBehaviour.HangsUpWhileRinging)
        {
            // Nobody waits for the document any more: the request and the report of the end overtake each other.
            if (plan.ActionOnHangUp)
                CallBack(action, [.. Fields("completed"), ("DialCallStatus", "canceled")]);
            return null;
        }
        var isPutThrough = await new ForwardedLeg(world, strand, CallSid, from).RingAsync(
            owner,
            dial.Element("Number")!,
            _dials
        );
        if (isPutThrough)
        {
            Spoke = true;
            Report("in-progress");
            await world.Agenda.Delay(plan.Talks);
        }
        return await DocumentAsync(action, [.. Fields("in-progress"), .. DialResult(owner, isPutThrough)]);
    }

    private IEnumerable<(string, string?)> DialResult(OwnerBehaviour owner, bool isPutThrough) =>
        owner switch
        {
            OwnerBehaviour.IsBusy => [("DialCallStatus", "busy")],
            OwnerBehaviour.IsUnreachable => [("DialCallStatus", "failed")],
            OwnerBehaviour.DoesNotAnswer => [("DialCallStatus", "no-answer")],
            _ =>
            [
                ("DialCallStatus", "completed"),
                ("DialCallSid", ForwardedLeg.SidOf(CallSid, _dials)),
                ("DialCallDuration", isPutThrough ? Seconds(plan.Talks) : "2"),
                ("DialBridged", isPutThrough ? "true" : "false"),
            ],
        };

    private async Task RecordAsync(XElement record)
    {
        await world.Agenda.Delay(Greeting);
        if (plan.Caller == CallerBehaviour.HangsUpAtGreeting)
            return;
        await world.Agenda.Delay(plan.Talks);
        if (plan.Caller != CallerBehaviour.LeavesMessage)
            return;
        var recordingSid = "RE" + CallSid[2..];
        (string, string?)[] recorded =
        [
            ("RecordingSid", recordingSid),
            (
                "RecordingUrl",
                $"https://api.twilio.com/2010-04-01/Accounts/{World.AccountSid}/Recordings/{recordingSid}"
            ),
            ("RecordingDuration", Seconds(plan.Talks)),
        ];
        if (record.Attribute("recordingStatusCallback")?.Value is { } callback)
            CallBack(
                callback,
                [("AccountSid", World.AccountSid), ("CallSid", CallSid), ("RecordingStatus", "completed"), .. recorded]
            );
        if (record.Attribute("action")?.Value is { } action)
            CallBack(action, [.. Fields("completed"), ("Digits", "hangup"), .. recorded]);
    }

    private async Task EndAsync()
    {
        world.IncomingCalls.Ended(this);
        await world.Webhooks.CallBackAsync(
            SimulatedRequest.To(
                "/webhooks/voice/status",
                strand,
                [
                    .. Fields("completed"),
                    ("CallDuration", Seconds(world.Agenda.Now - _began)),
                    ("CallbackSource", "call-progress-events"),
                    ("SequenceNumber", (_progress++).ToString(CultureInfo.InvariantCulture)),
                ]
            )
        );
    }

    /// <summary>Asks for a document; where none comes, at the fallback address; null when the call ends for want of one.</summary>
    private async Task<XElement?> DocumentAsync(string url, IEnumerable<(string, string?)> fields)
    {
        (string, string?)[] sent = [.. fields];
        var answer = await world.Webhooks.RequestAsync(SimulatedRequest.To(url, strand, sent));
        if (!answer.IsAnswered)
            answer = await world.Webhooks.RequestAsync(
                SimulatedRequest.To(FallbackPath, strand, [.. sent, ("ErrorCode", "11205"), ("ErrorUrl", url)])
            );
        return answer.Document is { } document ? XElement.Parse(document) : null;
    }

    private void Report(string status)
    {
        if (plan.ReportsProgress)
            CallBack(
                "/webhooks/voice/status",
                [
                    .. Fields(status),
                    ("CallbackSource", "call-progress-events"),
                    ("SequenceNumber", (_progress++).ToString(CultureInfo.InvariantCulture)),
                ]
            );
    }

    private void CallBack(string url, params (string, string?)[] fields) =>
        world.Watch(world.Webhooks.CallBackAsync(SimulatedRequest.To(url, strand, fields)));

    private IEnumerable<(string, string?)> Fields(string callStatus) =>
        [
            ("AccountSid", World.AccountSid),
            ("CallSid", CallSid),
            ("From", from),
            ("To", to),
            ("CallStatus", callStatus),
            ("Direction", "inbound"),
        ];

    private static string Seconds(TimeSpan time) =>
        ((int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
