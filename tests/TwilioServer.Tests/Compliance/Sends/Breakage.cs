namespace TwilioServer.Tests.Compliance.Sends;

/// <summary>What is broken on purpose, to see that the check can fail.</summary>
internal enum Breakage
{
    None,

    /// <summary>The decider is told the time that it would be if no clock were put forward in summer.</summary>
    SummerTimeForgotten,

    /// <summary>The decider is told an hour less, which makes its hours end at 22:00.</summary>
    AnHourLonger,

    /// <summary>The decider is not told of opt-outs.</summary>
    OptOutsForgotten,
}
