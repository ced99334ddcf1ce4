namespace TwilioEmulator.Webhooks;

/// <summary>How far a request came that got no answer; what is tried again depends on it.</summary>
internal enum WebhookFailure
{
    None,

    /// <summary>No connection: the application cannot have seen the request.</summary>
    Connect,

    /// <summary>Connected, and no answer in time.</summary>
    Read,

    /// <summary>The time for all attempts is over.</summary>
    Total,

    /// <summary>The answer is none of HTTP, or was cut off.</summary>
    Protocol,
}
