namespace TwilioServer.Calls;

/// <summary>The words under which the journal keeps the events of calls.</summary>
public static class CallEventTypes
{
    private static readonly CallEvent[] Samples =
    [
        new VoiceReceived(),
        new VoiceFellBack(null),
        new WhisperRequested(),
        new KeyPressed("1"),
        new AnswerDetected("human", "CA"),
        new DialEnded("no-answer", null, null, null, "in-progress"),
        new VoicemailRecorded(null, null, null, "in-progress"),
        new RecordingCompleted("RE", null, null, null, "completed"),
        new CallStatusChanged("completed", null),
        new ResolveDue(),
        new CallFetched("completed", null, default, null),
        new CallLost(),
        new TextAsked(""),
        new TextDue(),
        new FollowUpDue(0, false),
        new IncomingReported(true),
        new MissedReportRequested(),
        new MissedReportSettled(CallReport.Done, null),
    ];

    private static readonly Dictionary<Type, string> Words = Samples.ToDictionary(
        sample => sample.GetType(),
        sample => sample.Type
    );

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All => Words.Values;

    public static string Of<T>()
        where T : CallEvent => Words[typeof(T)];
}
