namespace LoadGenerator.Forging;

/// <summary>How a webhook comes to be one that Twilio did not sign.</summary>
internal enum Forgery
{
    Unsigned,
    EmptySignature,
    RandomSignature,
    ShortSignature,
    LongSignature,

    /// <summary>One bit of the right one is another.</summary>
    FlippedBit,

    /// <summary>One letter of the right one is written in the other case.</summary>
    OtherCase,

    /// <summary>The right one of another webhook.</summary>
    StolenSignature,
    OtherToken,

    /// <summary>Signed by the right token, for an account that the server does not know.</summary>
    OtherAccount,
    OtherPath,
    OtherHost,
    AddedQuery,
    ChangedParameter,
    AddedParameter,
    RemovedParameter,

    /// <summary>HMAC-SHA256 where Twilio uses HMAC-SHA1.</summary>
    OtherAlgorithm,
}
