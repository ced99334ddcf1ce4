namespace TwilioServer.Webhooks;

/// <summary>Why a request did not become an event. Nothing of it is kept but a count.</summary>
/// <param name="Reason">A word for the counter and the log.</param>
public sealed record Refusal(int HttpStatus, string Reason)
{
    public static readonly Refusal TooLarge = new(StatusCodes.Status413PayloadTooLarge, "too-large");
    public static readonly Refusal TooSlow = new(StatusCodes.Status408RequestTimeout, "too-slow");
    public static readonly Refusal TooManyBodies = new(StatusCodes.Status429TooManyRequests, "too-many-bodies");
    public static readonly Refusal AmbiguousLength = new(StatusCodes.Status400BadRequest, "ambiguous-length");
    public static readonly Refusal NotAForm = new(StatusCodes.Status400BadRequest, "not-a-form");
    public static readonly Refusal MalformedForm = new(StatusCodes.Status400BadRequest, "malformed-form");
    public static readonly Refusal MalformedJson = new(StatusCodes.Status400BadRequest, "malformed-json");
    public static readonly Refusal MissingParameter = new(StatusCodes.Status400BadRequest, "missing-parameter");
    public static readonly Refusal WrongStep = new(StatusCodes.Status409Conflict, "step-refused");
    public static readonly Refusal CutShort = new(StatusCodes.Status400BadRequest, "cut-short");
    public static readonly Refusal NoSignature = new(StatusCodes.Status403Forbidden, "signature-missing");
    public static readonly Refusal WrongSignature = new(StatusCodes.Status403Forbidden, "signature-wrong");
    public static readonly Refusal WrongBodyHash = new(StatusCodes.Status403Forbidden, "body-hash-wrong");
    public static readonly Refusal WrongAccount = new(StatusCodes.Status403Forbidden, "account-wrong");
    public static readonly Refusal WrongTenant = new(StatusCodes.Status403Forbidden, "tenant-wrong");
    public static readonly Refusal NoUrlToken = new(StatusCodes.Status403Forbidden, "token-missing");
    public static readonly Refusal WrongUrlToken = new(StatusCodes.Status403Forbidden, "token-wrong");

    /// <summary>What a body's reader ran into.</summary>
    public static Refusal Of(Exception e) =>
        (e as BadHttpRequestException)?.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => TooLarge,
            StatusCodes.Status408RequestTimeout => TooSlow,
            _ => CutShort,
        };
}
