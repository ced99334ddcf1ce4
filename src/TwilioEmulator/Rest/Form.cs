namespace TwilioEmulator.Rest;

/// <summary>The form parameters of an API request. Empty counts as absent where Twilio treats it so.</summary>
internal sealed class Form(IFormCollection fields)
{
    public static async Task<Form> ReadAsync(HttpRequest request) =>
        new(request.HasFormContentType ? await request.ReadFormAsync() : FormCollection.Empty);

    public bool Has(string name) => fields.ContainsKey(name);

    public string? Text(string name) => fields[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    public IReadOnlySet<string> Set(string name) => fields[name].OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>GET or POST; Twilio's default is POST.</summary>
    public string Method(string name) => Text(name)?.ToUpperInvariant() is "GET" ? "GET" : "POST";

    /// <summary>A whole number within bounds, or the default when it is absent or is none.</summary>
    public int Int(string name, int fallback, int max) =>
        int.TryParse(Text(name), out var value) && value > 0 ? Math.Min(value, max) : fallback;
}
