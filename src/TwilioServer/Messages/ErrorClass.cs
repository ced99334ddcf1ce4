namespace TwilioServer.Messages;

/// <summary>What may be done after Twilio or a carrier gave an error: https://www.twilio.com/docs/api/errors.</summary>
public enum ErrorClass
{
    /// <summary>Never: the same text to the same number ends the same way.</summary>
    Never,

    /// <summary>It was not sent, and may be at once or a little later.</summary>
    Retry,

    /// <summary>The phone or its carrier could not take it; a person may try again, once.</summary>
    Limited,

    /// <summary>A limit of the day is reached.</summary>
    NextDay,

    /// <summary>It may have been sent.</summary>
    Ambiguous,
}

public static class ErrorClasses
{
    public static ErrorClass Of(int? code) =>
        code switch
        {
            // Too many requests; the queue of the sending number, of the account, of the carrier is full; trust hub busy.
            20429 or 21611 or 30001 or 30017 or 30022 => ErrorClass.Retry,
            // The handset is off or away; unknown error of the carrier; HTTP retrieval.
            30003 or 30008 or 11200 or 11205 => ErrorClass.Limited,
            30023 or 30027 => ErrorClass.NextDay,
            20500 or 20503 => ErrorClass.Ambiguous,
            _ => ErrorClass.Never,
        };

    /// <summary>Whether an operator may have such a text sent again.</summary>
    public static bool MayBeRetried(int? code) =>
        Of(code) is ErrorClass.Retry or ErrorClass.Limited or ErrorClass.NextDay;
}
