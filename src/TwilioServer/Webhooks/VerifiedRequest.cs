namespace TwilioServer.Webhooks;

/// <summary>A request that Twilio signed, or why it is none.</summary>
/// <param name="Parameters">The signed parameters, sorted as they are signed; null when it is refused.</param>
public readonly record struct VerifiedRequest(List<KeyValuePair<string, string>>? Parameters, Refusal? Refusal)
{
    public static implicit operator VerifiedRequest(Refusal refusal) => new(null, refusal);

    /// <summary>Path and query as they were requested, without the webhook token.</summary>
    public string Target { get; init; } = "";

    /// <summary>The account whose token made the signature.</summary>
    public SigningAccount? Account { get; init; }
}
