using System.Collections.Frozen;

namespace TwilioServer.Tests.Compliance.Sends;

/// <summary>
/// What a clock on the wall shows where a number of a US area code may be: <c>us-area-codes.tsv</c> and the rule of 15 U.S.C.
/// 260a, and nothing of the service's or of the system's time zones. It judges them.
/// </summary>
internal static class UsClocks
{
    private const int FirstHour = 8;
    private const int LastHour = 21;

    private static readonly FrozenDictionary<char, int> Standard = new Dictionary<char, int>
    {
        ['A'] = -4,
        ['E'] = -5,
        ['C'] = -6,
        ['M'] = -7,
        ['Z'] = -7,
        ['P'] = -8,
        ['K'] = -9,
        ['L'] = -10,
        ['H'] = -10,
        ['S'] = -11,
        ['G'] = 10,
    }.ToFrozenDictionary();

    private const string PutForward = "ECMPKL";

    private static readonly FrozenDictionary<string, string> Clocks = Read();

    public static IReadOnlyList<string> Codes { get; } = [.. Clocks.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Letters, one for each clock that a number of the code may go by.</summary>
    public static string ClocksOf(string code) => Clocks[code];

    /// <summary>Whether it is from 8:00 to 20:59:59 by all clocks of the code.</summary>
    public static bool IsDayEverywhere(string code, DateTimeOffset moment) =>
        Clocks[code].All(clock => Local(clock, moment.UtcDateTime).Hour is >= FirstHour and < LastHour);

    public static string Describe(string code, DateTimeOffset moment) =>
        string.Join(
            ", ",
            Clocks[code].Select(clock => $"{clock} {Local(clock, moment.UtcDateTime):yyyy-MM-dd HH:mm:ss.fff}")
        );

    public static bool IsSummer(char clock, DateTimeOffset moment) =>
        Local(clock, moment.UtcDateTime) != moment.UtcDateTime.AddHours(Standard[clock]);

    private static DateTime Local(char clock, DateTime utc)
    {
        var standard = utc.AddHours(Standard[clock]);
        if (!PutForward.Contains(clock, StringComparison.Ordinal))
            return standard;
        // Both changes by standard time: at 2:00, and at 2:00 of summer time.
        var begins = Sunday(standard.Year, month: 3, nth: 2).AddHours(2);
        var ends = Sunday(standard.Year, month: 11, nth: 1).AddHours(1);
        return standard >= begins && standard < ends ? standard.AddHours(1) : standard;
    }

    private static DateTime Sunday(int year, int month, int nth)
    {
        var first = new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Unspecified);
        return first.AddDays((7 - (int)first.DayOfWeek) % 7 + 7 * (nth - 1));
    }

    private static FrozenDictionary<string, string> Read()
    {
        using var stream =
            typeof(UsClocks).Assembly.GetManifestResourceStream("us-area-codes.tsv")
            ?? throw new InvalidOperationException("us-area-codes.tsv is not in this build.");
        using var reader = new StreamReader(stream);
        var clocks = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#')
                continue;
            var fields = line.Split('\t');
            foreach (var code in fields[2].Split(' '))
                clocks.Add(code, fields[1]);
        }
        return clocks.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
