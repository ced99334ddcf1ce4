using System.Text.Json;
using TwilioServer.Simulation.Faults;
using TwilioServer.Simulation.Webhooks;
using TwilioServer.TwilioApi;

namespace TwilioServer.Simulation.Phones;

/// <summary>
/// Twilio's Messages resource: not idempotent, sometimes silent, with a list that lags and callbacks in any order. It
/// keeps the ledger of what really happened, outside of the service.
/// </summary>
public sealed class SimulatedTwilio(World world)
{
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(10);
    private readonly List<SimulatedMessage> _accepted = [];
    private readonly Dictionary<string, List<SimulatedMessage>> _byNumber = new(StringComparer.Ordinal);

    /// <summary>The messages that it took.</summary>
    public IReadOnlyList<SimulatedMessage> Accepted => _accepted;

    public Task<TwilioResult> PostAsync(string resource, IEnumerable<KeyValuePair<string, string>> form, Strand strand)
    {
        var fields = form.ToDictionary(StringComparer.Ordinal);
        if (resource.StartsWith("Calls/", StringComparison.Ordinal))
            return EndLegAsync(strand);
        if (resource != "Messages.json")
            throw new InvalidOperationException($"The simulated Twilio has no {resource}.");
        var message = new SimulatedMessage(
            $"SM{_accepted.Count + 1:x32}",
            IntentOf(fields["StatusCallback"]),
            fields["From"],
            fields["To"],
            fields["Body"],
            fields["StatusCallback"],
            world.Agenda.Now
        );
        world.Sends.Posted(message);
        return AnswerAsync(message, strand);
    }

    public async Task<TwilioResult> GetAsync(string resource, Strand strand)
    {
        await world.Agenda.Delay(strand.Chance.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300)));
        if (world.Faults.Strikes(FaultKind.ListFailed, strand))
            return new TwilioResult.Ambiguous("Twilio answered 500.");
        var query = System.Web.HttpUtility.ParseQueryString(
            resource[resource.IndexOf('?', StringComparison.Ordinal)..]
        );
        var found = _byNumber
            .GetValueOrDefault(query["To"] ?? "", [])
            .Where(message => message.From == query["From"] && message.ListedFrom <= world.Agenda.Now);
        return new TwilioResult.Succeeded(
            JsonSerializer.SerializeToElement(
                new MessageList([.. found.Select(ListedMessage.Of)]),
                SimulationJson.Default.MessageList
            )
        );
    }

    /// <summary>A leg that is to end: it ends by itself soon after, too, so only the answer matters.</summary>
    private Task<TwilioResult> EndLegAsync(Strand strand) =>
        world.Faults.Strikes(FaultKind.TwilioUnreachable, strand)
            ? AfterAsync(TimeSpan.FromSeconds(2), new TwilioResult.NotProcessed("ConnectionError"))
            : AfterAsync(TimeSpan.FromSeconds(0.1), new TwilioResult.Refused(400, 21220, "Call is not in-progress."));

    private async Task<TwilioResult> AnswerAsync(SimulatedMessage message, Strand strand)
    {
        var (faults, chance) = (world.Faults, strand.Chance);
        if (faults.Strikes(FaultKind.TwilioUnreachable, strand))
            return await AfterAsync(TimeSpan.FromSeconds(2), new TwilioResult.NotProcessed("ConnectionError"));
        if (faults.Strikes(FaultKind.TwilioBusy, strand))
            return await AfterAsync(TimeSpan.FromSeconds(0.1), new TwilioResult.NotProcessed("Twilio answered 429."));
        if (faults.Strikes(FaultKind.TwilioRefused, strand))
            return await AfterAsync(TimeSpan.FromSeconds(0.1), new TwilioResult.Refused(400, 21610, "Unsubscribed."));
        if (faults.Strikes(FaultKind.TwilioFailed, strand))
            return await AfterAsync(TimeSpan.FromSeconds(0.3), new TwilioResult.Ambiguous("Twilio answered 500."));
        if (faults.Strikes(FaultKind.TwilioSilent, strand))
            return await AfterAsync(ClientTimeout, new TwilioResult.Ambiguous("No answer in time."));
        Accept(message, strand);
        if (faults.Strikes(FaultKind.TwilioFailedAccepted, strand))
            return await AfterAsync(TimeSpan.FromSeconds(0.3), new TwilioResult.Ambiguous("Twilio answered 500."));
        if (faults.Strikes(FaultKind.TwilioSilentAccepted, strand))
            return await AfterAsync(ClientTimeout, new TwilioResult.Ambiguous("No answer in time."));
        var longest = faults.Strikes(FaultKind.TwilioSlow, strand) ? ClientTimeout : TimeSpan.FromMilliseconds(300);
        return await AfterAsync(
            chance.Between(TimeSpan.FromMilliseconds(30), longest),
            new TwilioResult.Succeeded(
                JsonSerializer.SerializeToElement(ListedMessage.Of(message), SimulationJson.Default.ListedMessage)
            )
        );
    }

    private async Task<TwilioResult> AfterAsync(TimeSpan time, TwilioResult result)
    {
        await world.Agenda.Delay(time);
        return result;
    }

    private void Accept(SimulatedMessage message, Strand strand)
    {
        if (world.Faults.Strikes(FaultKind.ListLags, strand))
            message.ListedFrom += strand.Chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(60));
        _accepted.Add(message);
        if (!_byNumber.TryGetValue(message.To, out var toNumber))
            _byNumber[message.To] = toNumber = [];
        toNumber.Add(message);
        if (strand.IsTold)
            world.Story.Tell($"Twilio has {message.Sid} for {message.To}");
        world.Sends.Accepted(message);
        world.Watch(DeliverAsync(message, strand));
    }

    private async Task DeliverAsync(SimulatedMessage message, Strand strand)
    {
        var chance = strand.Chance;
        var isSilent = world.Faults.Strikes(FaultKind.ReportsLost, strand);
        await world.Agenda.Delay(chance.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(2)));
        if (!isSilent)
            world.Watch(ReportAsync(message, "sent", strand));
        await world.Agenda.Delay(chance.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(8)));
        message.Fate = chance.Next(10) switch
        {
            0 => "undelivered",
            1 => "failed",
            _ => "delivered",
        };
        if (!isSilent)
            await ReportAsync(message, message.Fate, strand);
    }

    private Task ReportAsync(SimulatedMessage message, string status, Strand strand) =>
        world.Webhooks.CallBackAsync(
            SimulatedRequest.To(
                message.StatusCallback,
                strand,
                ("AccountSid", World.AccountSid),
                ("MessageSid", message.Sid),
                ("MessageStatus", status),
                ("ErrorCode", status is "undelivered" or "failed" ? "30003" : null)
            )
        );

    private static string IntentOf(string statusCallback)
    {
        var begin = statusCallback.IndexOf("?i=", StringComparison.Ordinal) + "?i=".Length;
        return statusCallback[begin..statusCallback.IndexOf('&', begin)];
    }
}
