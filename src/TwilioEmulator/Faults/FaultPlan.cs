using TwilioEmulator.Events;

namespace TwilioEmulator.Faults;

/// <summary>
/// The rules in force and their counts. Chance is drawn from the seed in order of arrival, once for each rule that
/// fits, until one strikes: the same arrivals give the same faults.
/// </summary>
internal sealed class FaultPlan(EventLog events)
{
    private readonly Lock gate = new();
    private IReadOnlyList<RuleState> rules = [];
    private Random random = Ambient.CreateRandom(0);
    private int seed;

    public bool IsEmpty => rules.Count == 0;

    public void Set(int newSeed, IEnumerable<FaultRule> newRules)
    {
        lock (gate)
        {
            seed = newSeed;
            random = Ambient.CreateRandom(newSeed);
            rules = [.. newRules.Select(rule => new RuleState(rule))];
        }
    }

    public FaultReport Report()
    {
        lock (gate)
            return new(seed, [.. rules.Select(state => new FaultCount(state.Rule, state.Matched, state.Injected))]);
    }

    /// <summary>The rule that strikes this request, if one does.</summary>
    public FaultRule? ForRequest(string method, string path) =>
        Draw(state => state.Route?.Matches(method, path) is true, null, null, $"{method} {path}");

    /// <summary>The rule that strikes this callback, if one does.</summary>
    public FaultRule? ForCallback(string purpose, string? callSid, string? messageSid) =>
        Draw(state => state.Rule.Callback == "*" || state.Rule.Callback == purpose, callSid, messageSid, purpose);

    /// <summary>A chance from 0 up to 1, drawn like the faults themselves.</summary>
    public double NextChance()
    {
        lock (gate)
            return random.NextDouble();
    }

    private FaultRule? Draw(Predicate<RuleState> fits, string? callSid, string? messageSid, string target)
    {
        if (IsEmpty)
            return null;
        FaultRule? struck;
        lock (gate)
            struck = rules.Where(state => fits(state)).FirstOrDefault(state => state.Strikes(random))?.Rule;
        if (struck is not null)
            events.Add(
                "fault",
                callSid,
                messageSid,
                new Dictionary<string, object?> { ["fault"] = struck.Fault, ["target"] = target }
            );
        return struck;
    }

    private sealed class RuleState(FaultRule rule)
    {
        public FaultRule Rule { get; } = rule;
        public RoutePattern? Route { get; } = rule.Route is { } route ? RoutePattern.Parse(route) : null;
        public int Matched { get; private set; }
        public int Injected { get; private set; }

        public bool Strikes(Random random)
        {
            Matched++;
            if (Injected >= Rule.Times || random.NextDouble() >= Rule.Probability)
                return false;
            Injected++;
            return true;
        }
    }
}
