namespace TwilioEmulator.Phones;

/// <summary>The manners of one phone out there. Times are virtual seconds.</summary>
internal sealed record VirtualPhone
{
    public WhenCalled WhenCalled { get; init; } = WhenCalled.NoAnswer;

    /// <summary>How long it rings before it is answered.</summary>
    public double AnswerAfterSeconds { get; init; } = 2;

    /// <summary>How long after the answer it hangs up; null stays on the line.</summary>
    public double? HangUpAfterSeconds { get; init; }

    public Delivery Delivery { get; init; } = Delivery.Delivered;

    /// <summary>The error of an undelivered or failed text; 30003 is Twilio's for an unreachable handset.</summary>
    public int DeliveryErrorCode { get; init; } = 30003;

    public double DeliveryAfterSeconds { get; init; } = 1;
}
