using System.Text;

namespace TwilioServer.Webhooks;

/// <summary>
/// Takes card data out of what is kept. By field name where Twilio collects a payment; by Luhn's check only in free
/// text, because about one random SID in two hundred holds digits that pass it.
/// </summary>
public static class Redactor
{
    private const string Mask = "[redacted]";
    private const string CardMask = "[card number]";
    private const int ShortestCard = 13;
    private const int LongestCard = 19;

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

    /// <summary>A text with the card numbers in it masked; the text itself where there are none.</summary>
    internal static string MaskCards(string text)
    {
        StringBuilder? masked = null;
        var copied = 0;
        for (var start = 0; start < text.Length; start++)
        {
            if (!BeginsGroup(text, start) || CardEnd(text, start) is not { } end)
                continue;
            masked ??= new StringBuilder(text.Length);
            masked.Append(text, copied, start - copied).Append(CardMask);
            copied = end;
            start = end - 1;
        }
        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>
    /// Where the longest card number that starts here ends. People write the expiry date and the code right behind it,
    /// so a number may end with any group of digits, not only with the last.
    /// </summary>
    private static int? CardEnd(string text, int start)
    {
        int? end = null;
        var digits = 0;
        for (var i = start; i < text.Length && digits < LongestCard; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                digits++;
                if (digits >= ShortestCard && EndsGroup(text, i) && PassesLuhn(text.AsSpan(start, i + 1 - start)))
                    end = i + 1;
            }
            else if (text[i] is not (' ' or '-') || !char.IsAsciiDigit(text[i - 1]))
            {
                break;
            }
        }
        return end;
    }

    private static bool BeginsGroup(string text, int i) =>
        char.IsAsciiDigit(text[i]) && (i == 0 || !char.IsAsciiLetterOrDigit(text[i - 1]));

    private static bool EndsGroup(string text, int i) =>
        i + 1 == text.Length || !char.IsAsciiLetterOrDigit(text[i + 1]);

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
}
