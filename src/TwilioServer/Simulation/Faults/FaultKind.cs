namespace TwilioServer.Simulation.Faults;

/// <summary>What may go wrong.</summary>
public enum FaultKind
{
    /// <summary>A request of Twilio's never reaches us.</summary>
    WebhookLost,

    /// <summary>A request comes again, up to 49 times, at any time within a day.</summary>
    WebhookRepeated,

    /// <summary>A callback comes up to a day late.</summary>
    WebhookLate,

    /// <summary>The process dies before its transaction commits.</summary>
    CommitLost,

    /// <summary>The process dies after the commit, before anybody hears of it.</summary>
    ReplyLost,

    /// <summary>The answer to the commit is lost; the writer does it again.</summary>
    CommitRepeated,

    /// <summary>Another transaction holds the stream for a while.</summary>
    StreamHeld,

    /// <summary>A process dies at any moment.</summary>
    ProcessKilled,

    /// <summary>A process stands still, is called dead by the others, and then goes on.</summary>
    ProcessHung,

    /// <summary>The process dies right after it claimed a job.</summary>
    ClaimLost,

    /// <summary>The process stands still right after it claimed a job, longer than its lease: another gets the job.</summary>
    HungAfterClaim,

    /// <summary>The process stands still between its permission to send and the POST, longer than its lease.</summary>
    HungBeforePost,

    /// <summary>The process dies between its permission to send and the POST.</summary>
    DiedBeforePost,

    /// <summary>The process dies when the POST has reached Twilio.</summary>
    DiedAfterPost,

    /// <summary>No connection to Twilio.</summary>
    TwilioUnreachable,

    /// <summary>Twilio answers 429.</summary>
    TwilioBusy,

    /// <summary>Twilio refuses with 400.</summary>
    TwilioRefused,

    /// <summary>Twilio answers 500 and did nothing.</summary>
    TwilioFailed,

    /// <summary>Twilio answers 500 and has the message all the same.</summary>
    TwilioFailedAccepted,

    /// <summary>No answer in time; nothing was done.</summary>
    TwilioSilent,

    /// <summary>No answer in time, or a cut one; Twilio has the message.</summary>
    TwilioSilentAccepted,

    /// <summary>The answer takes so long that the callbacks come first.</summary>
    TwilioSlow,

    /// <summary>Twilio reports nothing about a message that it has.</summary>
    ReportsLost,

    /// <summary>Twilio's list does not show a message for up to a minute.</summary>
    ListLags,

    /// <summary>Twilio's list cannot be read.</summary>
    ListFailed,

    /// <summary>No connection to as-call-service.</summary>
    NeighbourUnreachable,

    /// <summary>as-call-service does not answer in time, and did nothing.</summary>
    NeighbourSilent,

    /// <summary>as-call-service does not answer in time, and took the report.</summary>
    NeighbourSilentAccepted,
}
