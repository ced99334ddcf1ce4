using System.Collections.Frozen;

namespace TwilioServer.Compliance;

/// <summary>Where a number of the North American plan may be, by its area code: <c>area-code-zones.txt</c> has them all.</summary>
internal static class AreaCodes
{
    private const string Resource = "Compliance/area-code-zones.txt";

    private static readonly FrozenDictionary<string, TimeZoneInfo[]> Zones = Read();

    /// <summary>Every zone of the plan, from Newfoundland to Guam.</summary>
    public static TimeZoneInfo[] AllZones { get; } = [.. Zones.Values.SelectMany(zones => zones).Distinct()];

    /// <summary>The area codes that are known.</summary>
    public static IReadOnlyList<string> Known => Zones.Keys;

    /// <summary>
    /// The zones in which a number may be; all of the plan for an area code that is not known (a new one, or a toll-free
    /// one), and none for a number of another plan.
    /// </summary>
    public static TimeZoneInfo[] ZonesOf(string number) =>
        number.Length != 12 || !number.StartsWith("+1", StringComparison.Ordinal) ? []
        : Zones.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(number.AsSpan(2, 3), out var zones) ? zones
        : AllZones;

    private static FrozenDictionary<string, TimeZoneInfo[]> Read()
    {
        using var stream =
            typeof(AreaCodes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in this build.");
        using var reader = new StreamReader(stream);
        var zones = new Dictionary<string, List<TimeZoneInfo>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#')
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var zone = TimeZoneInfo.FindSystemTimeZoneById(line[..colon]);
            foreach (var code in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!zones.TryGetValue(code, out var known))
                    zones[code] = known = [];
                known.Add(zone);
            }
        }
        return zones.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
    }
}
