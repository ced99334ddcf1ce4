using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TwilioServer.Tests.Emulator.Conformance;

/// <summary>What a schema may ask of a string: its format, its pattern, its length, its words.</summary>
internal static class StringRules
{
    public static IEnumerable<string> Check(string text, JsonElement schema)
    {
        if (
            schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(word => word.GetString() != text)
        )
            yield return $"'{text}' is not one of {words}";
        if (schema.TryGetProperty("pattern", out var pattern) && !IsMatch(text, pattern.GetString()!))
            yield return $"'{text}' does not match {pattern}";
        if (schema.TryGetProperty("minLength", out var min) && text.Length < min.GetInt32())
            yield return $"'{text}' is shorter than {min}";
        if (schema.TryGetProperty("maxLength", out var max) && text.Length > max.GetInt32())
            yield return $"'{text}' is longer than {max}";
        if (schema.TryGetProperty("format", out var format))
            foreach (var problem in CheckFormat(text, format.GetString()!))
                yield return problem;
    }

    /// <summary>A path of the API is a URI, too; and Twilio writes an empty string for a webhook that is not set.</summary>
    public static IEnumerable<string> CheckUri(string text, string what) =>
        text.Length == 0 || Uri.IsWellFormedUriString(text, UriKind.RelativeOrAbsolute)
            ? []
            : [$"{what}: '{text}' is no URI"];

    private static IEnumerable<string> CheckFormat(string text, string format) =>
        format switch
        {
            "date-time-rfc-2822" => Date(text, "ddd, dd MMM yyyy HH:mm:ss '+0000'"),
            "date-time" => Date(text, "yyyy-MM-dd'T'HH:mm:ss'Z'"),
            "date" => Date(text, "yyyy-MM-dd"),
            "uri" => CheckUri(text, format),
            "http-method" => Pattern(text, "^(GET|POST)$", format),
            "currency" => Pattern(text, "^([A-Z]{3}|[a-z]{3})$", format),
            "phone-number" => Pattern(text, @"^\+[1-9]\d{6,14}$", format),
            _ => [$"the format {format} is not known to this test"],
        };

    private static IEnumerable<string> Date(string text, string form) =>
        DateTimeOffset.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            ? []
            : [$"'{text}' is not a date like {form}"];

    private static IEnumerable<string> Pattern(string text, string pattern, string format) =>
        IsMatch(text, pattern) ? [] : [$"'{text}' is no {format}"];

    private static bool IsMatch(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}
