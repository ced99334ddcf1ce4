using TwilioEmulator.Simulator.Scripts;

namespace TwilioEmulator.Phones;

/// <summary>The manners of one phone out there. Times are virtual seconds.</summary>
internal sealed record VirtualPhone
{
    public WhenCalled WhenCalled { get; init; } = WhenCalled.NoAnswer;

    /// <summary>How long it rings before it is answered.</summary>
    public double AnswerAfterSeconds { get; init; } = 2;

    /// <summary>How long after the answer it hangs up; null stays on the line.</summary>
    public double? HangUpAfterSeconds { get; init; }

    /// <summary>False refuses texts to it at once (21612), as Twilio does for a route that it does not have.</summary>
    public bool IsReachableByText { get; init; } = true;

    /// <summary>What the person does after answering, besides hanging up.</summary>
    public IReadOnlyList<ScriptStep> Script { get; init; } = [];

    public AnsweredBy AnsweredBy { get; init; } = AnsweredBy.Human;

    /// <summary>How long a machine's greeting lasts.</summary>
    public double GreetingSeconds { get; init; } = 8;

    /// <summary>How detection names the end of the greeting: machine_end_beep, machine_end_silence or machine_end_other.</summary>
    public string GreetingEnd { get; init; } = "machine_end_beep";

    public Delivery Delivery { get; init; } = Delivery.Delivered;

    /// <summary>The error of an undelivered or failed text; 30003 is Twilio's for an unreachable handset.</summary>
    public int DeliveryErrorCode { get; init; } = 30003;

    public double DeliveryAfterSeconds { get; init; } = 1;
}
