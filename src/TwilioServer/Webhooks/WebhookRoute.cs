using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TwilioServer.Journal;

namespace TwilioServer.Webhooks;

/// <summary>One kind of webhook: under which paths it comes, what event it is, and how it is answered.</summary>
/// <param name="Type">Its name in <c>webhook_logs</c>.</param>
/// <param name="Paths">The runbook's path first, then the aliases that provisioned numbers still point at.</param>
/// <param name="Read">Reads the event; null when a parameter that it needs is missing.</param>
/// <param name="AnswersTwiML">Whether Twilio waits for a document; otherwise the answer is 204.</param>
/// <param name="Fallback">The document when the event could not be decided.</param>
public sealed record WebhookRoute(
    string Type,
    string[] Paths,
    Func<WebhookRequest, WebhookEvent?> Read,
    bool AnswersTwiML,
    string Fallback = TwiML.VoiceResponse.Empty
);

/// <summary>What a webhook says, and to which stream.</summary>
/// <param name="BusinessNumber">The number that belongs to a tenant; null where the stream's key suffices.</param>
/// <param name="ContactNumber">The number that the event may decide a text to; null where it decides none.</param>
/// <param name="UnknownNumberReply">What is answered when no tenant has the number.</param>
public sealed record WebhookEvent(
    string Type,
    StreamKind Kind,
    string StreamKey,
    object Happened,
    string? BusinessNumber,
    object? Origin = null,
    string? ContactNumber = null,
    string? UnknownNumberReply = null
)
{
    /// <summary>Which step of which stream the URL names; null where it names none.</summary>
    public StepAddress? Step { get; init; }

    /// <summary>Whether a number that nobody has is asked for elsewhere while the caller waits.</summary>
    public bool AsksForUnknownNumber { get; init; }

    /// <summary>Whether the event decides about a text only where nobody is rung.</summary>
    public bool DecidesOnlyWhereNobodyRings { get; init; }
}

/// <summary>A verified delivery, as a route reads it.</summary>
/// <param name="target">Path and query as they were requested.</param>
public sealed class WebhookRequest(IReadOnlyList<KeyValuePair<string, string>> parameters, string target)
{
    private Dictionary<string, StringValues>? _query;

    /// <summary>A parameter's value; null when it is missing or empty.</summary>
    public string? Text(string name)
    {
        foreach (var parameter in parameters)
            if (parameter.Key == name)
                return parameter.Value.Length > 0 ? parameter.Value : null;
        return null;
    }

    /// <summary>A parameter that is a whole number; null when it is missing or is not one.</summary>
    public int? Number(string name) =>
        int.TryParse(Text(name), System.Globalization.NumberStyles.None, null, out var number) ? number : null;

    /// <summary>A parameter that is <c>true</c> or <c>false</c>; null when it is neither.</summary>
    public bool? Flag(string name) => bool.TryParse(Text(name), out var flag) ? flag : null;

    /// <summary>A value from the URL, which Twilio signs too.</summary>
    public string? FromUrl(string name) =>
        Query() is { } query && query.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..]
            ? value
            : null;

    /// <summary>A whole number from the URL; null when it is missing or is not one.</summary>
    public long? NumberFromUrl(string name) =>
        long.TryParse(
            FromUrl(name),
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    private Dictionary<string, StringValues>? Query()
    {
        var start = target.IndexOf('?', StringComparison.Ordinal);
        return start < 0 ? null : _query ??= QueryHelpers.ParseNullableQuery(target[start..]);
    }
}
