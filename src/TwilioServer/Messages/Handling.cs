namespace TwilioServer.Messages;

/// <summary>How far a text that came in has come. Each is handled once.</summary>
public enum Handling
{
    /// <summary>Nobody has taken it on yet.</summary>
    Due,

    /// <summary>as-call-service is being told; whether it was is not known if the teller dies.</summary>
    Reporting,

    /// <summary>as-call-service has it, whose conversation it is.</summary>
    Reported,

    /// <summary>The assistant answered it, or words of last resort did.</summary>
    Answered,

    /// <summary>The owner has it.</summary>
    Forwarded,

    /// <summary>A later text of the same customer gets the answer to both.</summary>
    Superseded,

    /// <summary>An owner's text: it waits for the owner to say which customer it is for.</summary>
    Which,

    /// <summary>An owner's text: it went to its customer, or did what it commands.</summary>
    Routed,

    /// <summary>There is nobody whom it could go to, or nothing to be said.</summary>
    Nowhere,
}

internal static class HandlingNames
{
    /// <summary>The word in the database.</summary>
    public static string ToWord(this Handling handling) => handling.ToString().ToLowerInvariant();

    public static Handling FromWord(string word) => Enum.Parse<Handling>(word, ignoreCase: true);
}
