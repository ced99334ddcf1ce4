namespace TwilioServer.Simulation.Webhooks;

/// <summary>A request as Twilio signs it. Each delivery of it is the same event.</summary>
/// <param name="Target">Path and query.</param>
/// <param name="Parameters">Sorted by name, each name once.</param>
public sealed record SimulatedRequest(
    Strand Strand,
    string Path,
    string Target,
    IReadOnlyList<KeyValuePair<string, string>> Parameters
)
{
    /// <summary>How many of its deliveries were decided; more than one is one too many.</summary>
    public int Processed { get; set; }

    /// <summary>The reply that was decided on.</summary>
    public string? Reply { get; set; }

    /// <param name="url">Absolute or not; its host and fragment are not part of what is signed here.</param>
    public static SimulatedRequest To(string url, Strand strand, params (string Name, string? Value)[] fields)
    {
        var target = url.StartsWith(World.BaseUrl, StringComparison.Ordinal) ? url[World.BaseUrl.Length..] : url;
        target = target.Split('#')[0];
        return new SimulatedRequest(
            strand,
            target.Split('?')[0],
            target,
            [
                .. fields
                    .Where(field => field.Value is not null)
                    .Select(field => new KeyValuePair<string, string>(field.Name, field.Value!))
                    .OrderBy(field => field.Key, StringComparer.Ordinal),
            ]
        );
    }
}

/// <summary>What came of a delivery.</summary>
/// <param name="IsAnswered">Whether Twilio got a 2xx.</param>
/// <param name="Document">TwiML; null where none was due.</param>
public readonly record struct Answer(bool IsAnswered, string? Document)
{
    public static readonly Answer None = new(false, null);
}
