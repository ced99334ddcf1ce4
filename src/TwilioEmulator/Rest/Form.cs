namespace TwilioEmulator.Rest;

/// <summary>The form parameters of an API request. Empty counts as absent where Twilio treats it so.</summary>
internal sealed class Form(IFormCollection fields)
{
    public static async Task<Form> ReadAsync(HttpRequest request) =>
        new(request.HasFormContentType ? await request.ReadFormAsync() : FormCollection.Empty);

    public bool Has(string name) => fields.ContainsKey(name);

    public string? Text(string name) => fields[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    public IReadOnlySet<string> Set(string name) => fields[name].OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>All values of a name that repeats, in order.</summary>
    public IReadOnlyList<string> List(string name) => [.. fields[name].OfType<string>()];

    public bool Bool(string name, bool fallback = false) =>
        Text(name)?.ToLowerInvariant() switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            _ => fallback,
        };

    /// <summary>What is not sent stays; what is sent empty is cleared.</summary>
    public void Set(string name, Action<string> assign)
    {
        if (Has(name))
            assign(Text(name) ?? "");
    }

    public void SetBool(string name, Action<bool> assign)
    {
        if (Has(name))
            assign(Bool(name));
    }

    public void SetMethod(string name, Action<string> assign)
    {
        if (Has(name))
            assign(Method(name));
    }

    /// <summary>GET or POST; Twilio's default is POST.</summary>
    public string Method(string name) => Text(name)?.ToUpperInvariant() is "GET" ? "GET" : "POST";

    /// <summary>A whole number within bounds, or the default when it is absent or is none.</summary>
    public int Int(string name, int fallback, int max) =>
        int.TryParse(Text(name), out var value) && value > 0 ? Math.Min(value, max) : fallback;
}
