namespace TwilioServer.Simulation.Phones;

/// <summary>Callers, spread over the day; some call twice, some hide their number.</summary>
public sealed class IncomingCalls : IEventSource
{
    private const string Withheld = "+266696687";
    private readonly List<SimulatedCall> _ended = [];
    private Strand[] _strands = [];

    /// <summary>The calls that Twilio saw end.</summary>
    public IReadOnlyList<SimulatedCall> AllEnded => _ended;

    public int Begun { get; private set; }

    public Strand StrandOf(string callSid) =>
        _strands[int.Parse(callSid.AsSpan(2), System.Globalization.NumberStyles.HexNumber, null)];

    public void Ended(SimulatedCall call) => _ended.Add(call);

    public void Begin(World world)
    {
        var options = world.Options;
        _strands =
        [
            .. Enumerable
                .Range(0, options.Calls)
                .Select(index => new Strand(index, Chance.Of(options.Seed, index), index == options.Told)),
        ];
        foreach (var strand in _strands)
            if (!options.ToldAlone || strand.IsTold)
                Place(world, strand);
    }

    private void Place(World world, Strand strand)
    {
        var chance = strand.Chance;
        var after = chance.Between(TimeSpan.Zero, World.Day);
        var plan = CallPlan.Drawn(chance);
        var from = chance.Next(50) == 0 ? Withheld : $"+1212{5_000_000 + chance.Next(world.Options.Calls)}";
        var to = chance.Next(200) == 0 ? World.NobodysNumber : chance.Among(World.Numbers);
        world.Agenda.After(
            after,
            () =>
            {
                Begun++;
                world.Watch(new SimulatedCall(world, strand, plan, from, to).RunAsync());
            }
        );
    }
}
