using TwilioServer.Journal;

namespace TwilioServer.Tests.Compliance.Sends;

/// <summary>What happened to many sends, by class and by the clocks of the recipient.</summary>
internal sealed class SendTally
{
    private const int ViolationsKept = 8;

    private readonly SortedDictionary<string, Counts> _byClass = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Counts> _byClocks = new(StringComparer.Ordinal);
    private readonly List<string> _examples = [];

    public Counts Total { get; } = new();

    public IReadOnlyDictionary<string, Counts> ByClass => _byClass;

    public IReadOnlyDictionary<string, Counts> ByClocks => _byClocks;

    public IReadOnlyList<string> Examples => _examples;

    public int Contacts { get; set; }

    public int OptOuts { get; set; }

    public int Returns { get; set; }

    /// <summary>Waits although it was day by all clocks of the oracle, and stayed so for the service's margin of a minute.</summary>
    public SortedDictionary<string, int> Stricter { get; } = new(StringComparer.Ordinal);

    public void Count(MessageClass kind, string clocks, Action<Counts> what)
    {
        what(Total);
        what(Of(_byClass, kind.ToWord()));
        what(Of(_byClocks, clocks));
    }

    public void Violated(MessageClass kind, string clocks, string story)
    {
        Count(kind, clocks, counts => counts.Violations++);
        if (_examples.Count < ViolationsKept)
            _examples.Add(story);
    }

    public void Add(SendTally other)
    {
        Total.Add(other.Total);
        foreach (var (name, counts) in other._byClass)
            Of(_byClass, name).Add(counts);
        foreach (var (name, counts) in other._byClocks)
            Of(_byClocks, name).Add(counts);
        foreach (var (code, count) in other.Stricter)
            Stricter[code] = Stricter.GetValueOrDefault(code) + count;
        _examples.AddRange(other._examples.Take(ViolationsKept - _examples.Count));
        Contacts += other.Contacts;
        OptOuts += other.OptOuts;
        Returns += other.Returns;
    }

    public IEnumerable<string> Lines()
    {
        yield return $"{Contacts:N0} recipients in {UsClocks.Codes.Count} area codes; {OptOuts:N0} opt-outs, {Returns:N0} taken back";
        yield return $"{"", -20} {"sends", 9} {"requests", 9} {"go", 9} {"waits", 9} {"expired", 8} {"blocked", 8} violations";
        foreach (var (name, counts) in _byClass)
            yield return counts.Line(name);
        foreach (var (name, counts) in _byClocks)
            yield return counts.Line("clocks " + name);
        yield return Total.Line("all");
        yield return $"waits where the oracle had day everywhere: {Stricter.Values.Sum():N0}, of area codes {string.Join(' ', Stricter.Keys)}";
        foreach (var example in _examples)
            yield return example;
        yield return $"violations: {Total.Violations:N0}";
    }

    private static Counts Of(SortedDictionary<string, Counts> all, string name) =>
        all.TryGetValue(name, out var counts) ? counts : all[name] = new Counts();

    internal sealed class Counts
    {
        public int Sends { get; set; }

        /// <summary>How often a worker asked for permission.</summary>
        public int Requests { get; set; }

        public int Goes { get; set; }

        public int Waits { get; set; }

        public int Expired { get; set; }

        public int Blocked { get; set; }

        public int Violations { get; set; }

        public void Add(Counts other)
        {
            Sends += other.Sends;
            Requests += other.Requests;
            Goes += other.Goes;
            Waits += other.Waits;
            Expired += other.Expired;
            Blocked += other.Blocked;
            Violations += other.Violations;
        }

        public string Line(string name) =>
            $"{name, -20} {Sends, 9:N0} {Requests, 9:N0} {Goes, 9:N0} {Waits, 9:N0} {Expired, 8:N0} {Blocked, 8:N0} {Violations, 10:N0}";
    }
}
