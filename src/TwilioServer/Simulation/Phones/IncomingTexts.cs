using TwilioServer.Simulation.Webhooks;

namespace TwilioServer.Simulation.Phones;

/// <summary>Texts that customers write: one for every tenth call.</summary>
public sealed class IncomingTexts : IEventSource
{
    private const int CallsPerText = 10;

    private static readonly string[] Bodies =
    [
        "When can you come?",
        "Please stop by at noon",
        "STOP",
        "please stop texting me",
        "START",
    ];

    public void Begin(World world)
    {
        if (world.Options.ToldAlone)
            return;
        for (var text = 0; text < world.Options.Calls / CallsPerText; text++)
        {
            var index = world.Options.Calls + text;
            var strand = new Strand(index, Chance.Of(world.Options.Seed, index), IsTold: false);
            var sid = $"SM{0x10_0000_0000 + index:x32}";
            world.Agenda.After(
                strand.Chance.Between(TimeSpan.Zero, World.Day),
                () => world.Watch(world.Webhooks.CallBackAsync(Request(world, strand, sid)))
            );
        }
    }

    private static SimulatedRequest Request(World world, Strand strand, string sid) =>
        SimulatedRequest.To(
            "/webhooks/sms",
            strand,
            ("AccountSid", World.AccountSid),
            ("MessageSid", sid),
            ("From", $"+1212{5_000_000 + strand.Chance.Next(world.Options.Calls)}"),
            ("To", strand.Chance.Among(World.Numbers)),
            ("Body", strand.Chance.Among(Bodies))
        );
}
