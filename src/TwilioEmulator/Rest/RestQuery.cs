using Microsoft.Extensions.Primitives;

namespace TwilioEmulator.Rest;

internal static class RestQuery
{
    /// <summary>A filter that is absent or empty takes everything.</summary>
    public static bool Matches(StringValues filter, string? value) => filter is [] or [""] || filter.Contains(value);
}
