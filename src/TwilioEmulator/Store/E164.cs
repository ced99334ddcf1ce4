using System.Diagnostics.CodeAnalysis;

namespace TwilioEmulator.Store;

/// <summary>Phone numbers: a plus, a country code and at most 15 digits.</summary>
internal static class E164
{
    private const string Punctuation = " -.()";

    public static bool IsValid(string text) =>
        text.Length is >= 8 and <= 16
        && text[0] == '+'
        && text[1] is >= '1' and <= '9'
        && text[1..].All(char.IsAsciiDigit);

    /// <summary>Accepts what Twilio accepts: punctuation, and US numbers without their country code.</summary>
    public static bool TryNormalise(string? text, [NotNullWhen(true)] out string? number)
    {
        var bare = string.Concat((text ?? "").Trim().Where(letter => !Punctuation.Contains(letter)));
        number = bare switch
        {
            ['+', ..] => bare,
            ['1', ..] when bare.Length == 11 => "+" + bare,
            _ when bare.Length == 10 => "+1" + bare,
            _ => "",
        };
        if (!IsValid(number))
            number = null;
        return number is not null;
    }

    /// <summary>(415) 555-0100 for US numbers, anything else unchanged.</summary>
    public static string Friendly(string number) =>
        number is ['+', '1', ..] && number.Length == 12 ? $"({number[2..5]}) {number[5..8]}-{number[8..]}" : number;
}
