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

    private static readonly string[] OwnersBodies = ["On my way", "1", "2", "7", "done", "Tomorrow at nine?"];

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
            [("AccountSid", World.AccountSid), ("MessageSid", sid), .. Parties(world, strand)]
        );

    /// <summary>Every fifth text is an owner's, and every third of those a number or the word that hands back.</summary>
    private static (string, string?)[] Parties(World world, Strand strand)
    {
        var business = strand.Chance.Next(World.Numbers.Count);
        return strand.Chance.Next(5) == 0
            ?
            [
                ("From", $"+1415555017{business}"),
                ("To", World.Numbers[business]),
                ("Body", strand.Chance.Among(OwnersBodies)),
            ]
            :
            [
                ("From", $"+1212{5_000_000 + strand.Chance.Next(world.Options.Calls)}"),
                ("To", World.Numbers[business]),
                ("Body", strand.Chance.Among(Bodies)),
            ];
    }
}
