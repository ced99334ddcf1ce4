using System.Text;
using System.Text.RegularExpressions;

namespace TwilioServer.Webhooks;

/// <summary>
/// Takes card data out of what is kept. By field name where Twilio collects a payment; by Luhn's check only in free
/// text, because about one random SID in two hundred holds digits that pass it.
/// </summary>
public static partial class Redactor
{
    private const string Mask = "[redacted]";
    private const string CardMask = "[card number]";

    private static readonly HashSet<string> PaymentFields = new(StringComparer.Ordinal)
    {
        "PaymentCardNumber",
        "ExpirationDate",
        "SecurityCode",
        "PaymentCardPostalCode",
        "BankAccountNumber",
        "BankRoutingNumber",
    };

    private static readonly HashSet<string> FreeTextFields = new(StringComparer.Ordinal)
    {
        "Body",
        "SpeechResult",
        "UnstableSpeechResult",
        "StableSpeechResult",
        "TranscriptionText",
        "TranscriptionData",
    };

    /// <summary>The parameters as they may be kept; the list itself where nothing is to be taken out.</summary>
    public static List<KeyValuePair<string, string>> Redact(List<KeyValuePair<string, string>> parameters)
    {
        List<KeyValuePair<string, string>>? redacted = null;
        for (var i = 0; i < parameters.Count; i++)
        {
            var (name, value) = parameters[i];
            var kept = Redact(name, value);
            if (ReferenceEquals(kept, value))
                continue;
            redacted ??= [.. parameters];
            redacted[i] = new(name, kept);
        }
        return redacted ?? parameters;
    }

    private static string Redact(string name, string value)
    {
        if (value.Length == 0)
            return value;
        if (PaymentFields.Contains(name))
            return Mask;
        return FreeTextFields.Contains(name) ? MaskCards(value) : value;
    }

    private static string MaskCards(string text)
    {
        var masked = CardLike().Replace(text, match => PassesLuhn(match.ValueSpan) ? CardMask : match.Value);
        return masked == text ? text : masked;
    }

    /// <summary>ISO/IEC 7812-1, annex B.</summary>
    private static bool PassesLuhn(ReadOnlySpan<char> text)
    {
        var sum = 0;
        var doubled = false;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            var digit = (text[i] - '0') << (doubled ? 1 : 0);
            sum += digit > 9 ? digit - 9 : digit;
            doubled = !doubled;
        }
        return sum % 10 == 0;
    }

    [GeneratedRegex(
        @"(?<![0-9A-Za-z])[0-9](?:[ \-]?[0-9]){12,18}(?![0-9A-Za-z])",
        RegexOptions.None,
        matchTimeoutMilliseconds: 250
    )]
    private static partial Regex CardLike();
}
