using System.Collections.Frozen;

namespace TwilioServer.Compliance;

/// <summary>Where a number of the North American plan may be, by its area code: <c>area-code-zones.txt</c> has them all.</summary>
internal static class AreaCodes
{
    private const string Resource = "Compliance/area-code-zones.txt";

    private static readonly FrozenDictionary<string, TimeZoneInfo[]> Zones = Read();

    private static readonly FrozenSet<string> Canadian = Set(
        "Edmonton Fort_Nelson Halifax Regina St_Johns Toronto Vancouver Winnipeg",
        "America/"
    );

    private static readonly FrozenSet<string> American =
    [
        .. Set(
            "Adak Anchorage Boise Chicago Denver Juneau Los_Angeles New_York North_Dakota/Center Phoenix Puerto_Rico St_Thomas",
            "America/"
        ),
        .. Set("Guam Honolulu Pago_Pago Saipan", "Pacific/"),
    ];

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

    /// <summary><c>US</c> with its territories, <c>CA</c>, or empty for an island of its own; null for a code that is not known.</summary>
    public static string? CountryOf(string code)
    {
        if (!Zones.TryGetValue(code, out var zones))
            return null;
        if (zones.Any(zone => Canadian.Contains(zone.Id)))
            return "CA";
        return zones.Any(zone => American.Contains(zone.Id)) ? "US" : "";
    }

    private static FrozenSet<string> Set(string names, string prefix) =>
        names.Split(' ').Select(name => prefix + name).ToFrozenSet(StringComparer.Ordinal);

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
