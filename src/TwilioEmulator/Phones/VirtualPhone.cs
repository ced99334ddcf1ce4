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

    public Delivery Delivery { get; init; } = Delivery.Delivered;

    /// <summary>The error of an undelivered or failed text; 30003 is Twilio's for an unreachable handset.</summary>
    public int DeliveryErrorCode { get; init; } = 30003;

    public double DeliveryAfterSeconds { get; init; } = 1;
}
