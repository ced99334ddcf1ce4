namespace TwilioServer.Tenants;

/// <summary>Phone numbers in E.164 (ITU-T): a plus sign and 7 to 15 digits, the first not zero.</summary>
public static class PhoneNumber
{
    /// <summary>Carriers send this instead of a caller's number that is withheld: it spells ANONYMOUS on the keys.</summary>
    private const string Withheld = "+266696687";

    public static bool IsE164(string text) =>
        text.Length is >= 8 and <= 16 && text[0] == '+' && text[1] is >= '1' and <= '9' && AllDigits(text.AsSpan(1));

    /// <summary>Whether a text can reach this caller: withheld and malformed numbers cannot be answered.</summary>
    public static bool CanBeTexted(string caller) => IsE164(caller) && caller != Withheld;

    /// <summary>Whether a number belongs to the North American Numbering Plan: the US, Canada and some islands.</summary>
    public static bool IsNorthAmerican(string number) =>
        number.Length == 12 && number.StartsWith("+1", StringComparison.Ordinal);

    /// <summary>Whether who calls or texts a number pays nothing for it.</summary>
    public static bool IsTollFree(string number) =>
        IsNorthAmerican(number) && number[2..5] is "800" or "822" or "833" or "844" or "855" or "866" or "877" or "888";

    /// <summary>Whether it is a number of few digits that is good for texts alone.</summary>
    public static bool IsShortCode(string number) => number.Length is >= 3 and <= 6 && AllDigits(number);

    /// <summary>Whether an entry of a list means this number: it is the number, or its beginning with a <c>*</c>.</summary>
    public static bool Matches(string entry, string number) =>
        entry[^1] == '*'
            ? number.AsSpan().StartsWith(entry.AsSpan(0, entry.Length - 1), StringComparison.Ordinal)
            : entry == number;

    /// <summary>A number as logs may show it.</summary>
    public static string Masked(string number) => number.Length > 4 ? "…" + number[^4..] : "…";

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
