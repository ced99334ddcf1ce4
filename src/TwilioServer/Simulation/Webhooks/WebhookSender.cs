using TwilioServer.Simulation.Faults;
using TwilioServer.Simulation.Processes;

namespace TwilioServer.Simulation.Webhooks;

/// <summary>Twilio's requests on their way to us: late, lost, repeated, in any order.</summary>
public sealed class WebhookSender(World world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ShortestWay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(80);

    private const int MostCopies = 49;

    private readonly WebhookDoor _door = new(world);

    /// <summary>Sends a request that Twilio waits for; once more when it gets no answer, half of the time.</summary>
    public async Task<Answer> RequestAsync(SimulatedRequest request)
    {
        var answer = await DeliverAsync(request);
        return !answer.IsAnswered && request.Strand.Chance.Next(2) == 0 ? await DeliverAsync(request) : answer;
    }

    /// <summary>Sends a callback: nobody waits for it, and others overtake it.</summary>
    public async Task CallBackAsync(SimulatedRequest request)
    {
        if (world.Faults.Strikes(FaultKind.WebhookLate, request.Strand))
            await world.Agenda.Delay(AnyTime(request.Strand.Chance));
        await RequestAsync(request);
    }

    private async Task<Answer> DeliverAsync(SimulatedRequest request)
    {
        var (faults, strand) = (world.Faults, request.Strand);
        await world.Agenda.Delay(strand.Chance.Between(ShortestWay, LongestWay));
        if (faults.Strikes(FaultKind.WebhookLost, strand))
            return Answer.None;
        if (faults.Strikes(FaultKind.WebhookRepeated, strand))
            Repeat(request);
        return await ArriveAsync(request);
    }

    private async Task<Answer> ArriveAsync(SimulatedRequest request)
    {
        if (world.Processes.Any(request.Strand.Chance) is not { } process)
        {
            request.Strand.Faults++;
            return Answer.None;
        }
        if (process.FrozenUntil > world.Agenda.Now)
            request.Strand.Faults++;
        var answer = AnswerAsync(process, request);
        if (process.FrozenUntil <= world.Agenda.Now + Patience)
            return await answer;
        world.Watch(answer);
        await world.Agenda.Delay(Patience);
        return Answer.None;
    }

    private async Task<Answer> AnswerAsync(SimulatedProcess process, SimulatedRequest request)
    {
        try
        {
            var answer = await _door.HandleAsync(process, request);
            if (request.Strand.IsTold)
                world.Story.Tell($"  -> {(answer.Document is { } document ? document : "204")}");
            return answer;
        }
        catch (ProcessDiedException)
        {
            return Answer.None;
        }
    }

    /// <summary>Mostly once and soon, sometimes often and long after.</summary>
    private void Repeat(SimulatedRequest request)
    {
        var chance = request.Strand.Chance;
        var copies = chance.Next(4) == 0 ? chance.Next(1, MostCopies + 1) : 1;
        for (var copy = 0; copy < copies; copy++)
            world.Agenda.After(
                chance.Next(4) == 0 ? AnyTime(chance) : chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)),
                () => world.Watch(ArriveAsync(request))
            );
    }

    /// <summary>Within a second, a minute, an hour or a day.</summary>
    private static TimeSpan AnyTime(Chance chance) =>
        chance.Between(
            TimeSpan.Zero,
            chance.Next(4) switch
            {
                0 => TimeSpan.FromSeconds(1),
                1 => TimeSpan.FromMinutes(1),
                2 => TimeSpan.FromHours(1),
                _ => TimeSpan.FromDays(1),
            }
        );
}
