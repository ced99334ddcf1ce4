namespace TwilioServer.Calls;

/// <summary>
/// How far as-call-service was told of a call. It wants to hear of the call first and of its being missed after that; the
/// second is not idempotent there, so it is permitted once and never repeated where its outcome is unknown.
/// </summary>
public enum CallReport
{
    /// <summary>It is being told that the call came in.</summary>
    Incoming,

    /// <summary>It knows the call.</summary>
    Told,

    /// <summary>It is being told that the call was missed: the request may leave once.</summary>
    Sending,

    /// <summary>It knows that the call was missed.</summary>
    Done,

    /// <summary>It will not take the call.</summary>
    Refused,

    /// <summary>Nobody knows whether it took the missed call; it is not told again.</summary>
    Unknown,
}

internal static class CallReports
{
    /// <summary>The word in the database.</summary>
    public static string ToWord(this CallReport report) =>
        report switch
        {
            CallReport.Incoming => "incoming",
            CallReport.Told => "told",
            CallReport.Sending => "sending",
            CallReport.Done => "done",
            CallReport.Refused => "refused",
            CallReport.Unknown => "unknown",
            _ => throw new ArgumentOutOfRangeException(nameof(report)),
        };

    public static CallReport FromWord(string word) => Enum.Parse<CallReport>(word, ignoreCase: true);
}
