namespace TwilioServer.Compliance;

/// <summary>What a customer's text asks for, as far as the law cares.</summary>
public enum ReplyKind
{
    /// <summary>Nothing of the kind: a text to be answered.</summary>
    None,

    /// <summary>
    /// No more texts, in one of the words that Twilio itself acts on: it blocks the number and confirms
    /// (https://help.twilio.com/articles/223134027).
    /// </summary>
    StopKeyword,

    /// <summary>No more texts, in words of the customer's own: "any reasonable means" counts (47 CFR 64.1200(a)(10)).</summary>
    Stop,

    /// <summary>Texts again.</summary>
    Start,

    /// <summary>What this is: Twilio answers these words itself.</summary>
    Help,
}
