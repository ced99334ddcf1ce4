namespace TwilioServer.Webhooks;

/// <summary>Why a request did not become an event. Nothing of it is kept but a count.</summary>
/// <param name="Reason">A word for the counter and the log.</param>
public sealed record Refusal(int HttpStatus, string Reason)
{
    public static readonly Refusal TooLarge = new(StatusCodes.Status413PayloadTooLarge, "too-large");
    public static readonly Refusal NotAForm = new(StatusCodes.Status400BadRequest, "not-a-form");
    public static readonly Refusal MalformedForm = new(StatusCodes.Status400BadRequest, "malformed-form");
    public static readonly Refusal MissingParameter = new(StatusCodes.Status400BadRequest, "missing-parameter");
    public static readonly Refusal CutShort = new(StatusCodes.Status400BadRequest, "cut-short");
    public static readonly Refusal NoSignature = new(StatusCodes.Status403Forbidden, "signature-missing");
    public static readonly Refusal WrongSignature = new(StatusCodes.Status403Forbidden, "signature-wrong");
    public static readonly Refusal WrongAccount = new(StatusCodes.Status403Forbidden, "account-wrong");
}
