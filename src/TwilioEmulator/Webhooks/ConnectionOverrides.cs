using System.Collections.Frozen;

namespace TwilioEmulator.Webhooks;

/// <summary>
/// What a webhook URL's fragment asks of the connection: <c>#rc=2&amp;rp=ct,5xx&amp;rt=3000&amp;e=dublin</c>.
/// The fragment is neither sent nor signed. A value out of its range counts as not given.
/// </summary>
internal sealed record ConnectionOverrides
{
    private const string ConnectFailure = "ct";
    private const string ReadTimeout = "rt";

    private static readonly FrozenSet<string> Policies = new[]
    {
        "4xx",
        "5xx",
        ConnectFailure,
        ReadTimeout,
        "all",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> KnownEdges = new[]
    {
        "ashburn",
        "dublin",
        "frankfurt",
        "sao-paulo",
        "singapore",
        "sydney",
        "tokyo",
        "umatilla",
    }.ToFrozenSet();

    /// <summary>How long a TCP connection may take: 100 to 10,000 ms, by default 5,000.</summary>
    public int ConnectTimeoutMs { get; private init; } = 5000;

    /// <summary>How long the answer may take once connected: 100 to 15,000 ms; null is the emulator's own limit.</summary>
    public int? ReadTimeoutMs { get; private init; }

    /// <summary>How long all attempts may take together: 100 to 15,000 ms; null is the emulator's own limit.</summary>
    public int? TotalTimeoutMs { get; private init; }

    /// <summary>Attempts after the first: 0 to 5, by default 1.</summary>
    public int RetryCount { get; private init; } = 1;

    /// <summary>What is tried again; by default only what never connected.</summary>
    public IReadOnlyList<string> RetryPolicy { get; private init; } = [ConnectFailure];

    /// <summary>Where the requests leave Twilio, rotated with each attempt.</summary>
    public IReadOnlyList<string> Edges { get; private init; } = ["ashburn"];

    /// <summary>Twilio's code for a fragment that it refuses, null when it is a good one.</summary>
    public int? ErrorCode =>
        Edges.Any(edge => edge.EndsWith("-ix", StringComparison.Ordinal)) ? 11242
        : !Edges.All(KnownEdges.Contains) ? 11240
        : !RetryPolicy.All(Policies.Contains) ? 11243
        : null;

    public static ConnectionOverrides Of(string url)
    {
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var overrides = new ConnectionOverrides();
        return hash < 0 ? overrides : url[(hash + 1)..].Split('&').Aggregate(overrides, Apply);
    }

    public string EdgeOf(int attempt) => Edges[(attempt - 1) % Edges.Count];

    public bool Retries(WebhookResult result) =>
        RetryPolicy.Contains("all") && !result.IsSuccess
        || result.Failure switch
        {
            WebhookFailure.Connect => RetryPolicy.Contains(ConnectFailure),
            WebhookFailure.Read => RetryPolicy.Contains(ReadTimeout),
            _ => result.Status is >= 400 and < 600 && RetryPolicy.Contains($"{result.Status / 100}xx"),
        };

    private static ConnectionOverrides Apply(ConnectionOverrides sofar, string pair) =>
        pair.Split('=', 2) switch
        {
            ["ct", var text] => sofar with { ConnectTimeoutMs = Int(text, 100, 10_000) ?? sofar.ConnectTimeoutMs },
            ["rt", var text] => sofar with { ReadTimeoutMs = Int(text, 100, 15_000) ?? sofar.ReadTimeoutMs },
            ["tt", var text] => sofar with { TotalTimeoutMs = Int(text, 100, 15_000) ?? sofar.TotalTimeoutMs },
            ["rc", var text] => sofar with { RetryCount = Int(text, 0, 5) ?? sofar.RetryCount },
            ["rp", { Length: > 0 } text] => sofar with { RetryPolicy = text.Split(',') },
            ["e", { Length: > 0 } text] => sofar with { Edges = text.Split(',') },
            _ => sofar,
        };

    private static int? Int(string text, int min, int max) =>
        int.TryParse(text, out var value) && value >= min && value <= max ? value : null;
}
