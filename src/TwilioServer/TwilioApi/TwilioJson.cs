using System.Globalization;
using System.Text.Json;

namespace TwilioServer.TwilioApi;

/// <summary>Twilio's resources as JSON: numbers are strings, dates are RFC 2822, and what is not known yet is null.</summary>
internal static class TwilioJson
{
    public static string? Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A whole number, however Twilio writes it; null also for -1, its word for a duration not known yet.</summary>
    public static int? Number(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
        && int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static DateTimeOffset? Date(this JsonElement json, string name) =>
        DateTimeOffset.TryParse(
            json.Text(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date
        )
            ? date
            : null;
}
