namespace TwilioEmulator.Store;

/// <summary>What a number's first digits tell.</summary>
internal static class NumberKind
{
    private static readonly HashSet<string> TollFreeCodes = ["800", "822", "833", "844", "855", "866", "877", "888"];

    public static bool IsTollFree(string number) =>
        number.Length == 12
        && number.StartsWith("+1", StringComparison.Ordinal)
        && TollFreeCodes.Contains(number[2..5]);
}
