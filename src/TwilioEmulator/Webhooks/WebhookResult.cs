namespace TwilioEmulator.Webhooks;

/// <summary>What became of a webhook.</summary>
/// <param name="Status">The HTTP status, null when none came.</param>
/// <param name="Url">Where the answer came from, after redirects: relative URLs in it start there.</param>
/// <param name="ErrorCode">Twilio's code for a failure to get any usable answer, such as 11200.</param>
/// <param name="DurationMs">Real milliseconds.</param>
internal sealed record WebhookResult(
    int? Status,
    string Url,
    string? ContentType,
    string Body,
    int? ErrorCode,
    string? Error,
    double DurationMs
)
{
    /// <summary>The Location header of a redirect.</summary>
    public string? Location { get; init; }

    public bool IsSuccess => ErrorCode is null && Status is >= 200 and < 300;

    public string? MediaType => ContentType?.Split(';')[0].Trim().ToLowerInvariant();
}
