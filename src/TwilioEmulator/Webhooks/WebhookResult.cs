namespace TwilioEmulator.Webhooks;

/// <summary>What became of a webhook.</summary>
/// <param name="Status">The HTTP status, null when none came.</param>
/// <param name="Url">Where the answer came from, after redirects: relative URLs in it start there.</param>
/// <param name="ErrorCode">Twilio's code for a failure to get any usable answer, such as 11205.</param>
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

    public WebhookFailure Failure { get; init; }

    /// <summary>The headers of the answer, form-encoded.</summary>
    public string Headers { get; init; } = "";

    public IReadOnlyList<string> Cookies { get; init; } = [];

    public bool IsSuccess => ErrorCode is null && Status is >= 200 and < 300;

    public string? MediaType => ContentType?.Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>Twilio's code for what is wrong with the answer as HTTP; null when nothing is.</summary>
    public int? HttpErrorCode => ErrorCode ?? (IsSuccess ? null : 11200);

    public static WebhookResult Failed(int code, string why, WebhookFailure failure) =>
        new(null, "", null, "", code, why, 0) { Failure = failure };
}
