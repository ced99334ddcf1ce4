using System.Xml.Linq;
using TwilioServer.Simulation.Webhooks;

namespace TwilioServer.Simulation.Phones;

/// <summary>A phone of the business as it is rung: who picks up hears the whisper, if there is one, and presses a key or not.</summary>
internal sealed class ForwardedLeg(World world, Strand strand, string callSid, string caller)
{
    private static readonly TimeSpan Listens = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IsDetected = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan KeyTimeout = TimeSpan.FromSeconds(8);

    public static string SidOf(string callSid, int dial) => $"CA{(char)('c' + dial)}{callSid[3..]}";

    /// <returns>Whether the caller was put through.</returns>
    public async Task<bool> RingAsync(OwnerBehaviour owner, XElement number, int dial)
    {
        if (
            owner
            is OwnerBehaviour.DoesNotAnswer
                or OwnerBehaviour.IsBusy
                or OwnerBehaviour.IsUnreachable
                or OwnerBehaviour.IsNotBridged
        )
            return false;
        (string, string?)[] fields =
        [
            ("AccountSid", World.AccountSid),
            ("CallSid", SidOf(callSid, dial)),
            ("ParentCallSid", callSid),
            ("From", caller),
            ("To", number.Value),
            ("CallStatus", "in-progress"),
            ("Direction", "outbound-dial"),
        ];
        if (number.Attribute("amdStatusCallback")?.Value is { } detection)
            world.Watch(DetectAsync(detection, owner, fields));
        return number.Attribute("url")?.Value is not { } whisper || await WhisperAsync(whisper, owner, fields);
    }

    private async Task DetectAsync(string url, OwnerBehaviour owner, (string, string?)[] fields)
    {
        await world.Agenda.Delay(IsDetected);
        var who = owner == OwnerBehaviour.IsMailbox ? "machine_start" : "human";
        await world.Webhooks.CallBackAsync(SimulatedRequest.To(url, strand, [.. fields, ("AnsweredBy", who)]));
    }

    private async Task<bool> WhisperAsync(string url, OwnerBehaviour owner, (string, string?)[] fields)
    {
        var presses = owner == OwnerBehaviour.Answers ? "1" : "5";
        var document = await AskAsync(url, fields);
        while (document?.Element("Gather") is { } gather && owner != OwnerBehaviour.IsMailbox)
        {
            await world.Agenda.Delay(Listens);
            document = await AskAsync(gather.Attribute("action")!.Value, [.. fields, ("Digits", presses)]);
            if (presses == "5")
                break;
        }
        if (document?.Element("Gather") is not null)
            await world.Agenda.Delay(KeyTimeout);
        return document is not null && !document.HasElements;
    }

    /// <summary>Twilio ends a leg whose whisper it cannot get.</summary>
    private async Task<XElement?> AskAsync(string url, (string, string?)[] fields) =>
        await world.Webhooks.RequestAsync(SimulatedRequest.To(url, strand, fields)) is { Document: { } document }
            ? XElement.Parse(document)
            : null;
}
