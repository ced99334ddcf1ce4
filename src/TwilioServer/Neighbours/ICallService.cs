namespace TwilioServer.Neighbours;

/// <summary>as-call-service, as it is told of calls: the real one, or the simulator's.</summary>
public interface ICallService
{
    /// <summary>Says that a call came in. Idempotent by CallSid.</summary>
    /// <exception cref="ArgumentException">A number is not E.164, or there is no tenant: it would answer 500 for ever.</exception>
    Task<ReportResult> ReportIncomingAsync(
        string callSid,
        string from,
        string to,
        string direction,
        Guid tenantId,
        CancellationToken cancellation
    );

    /// <summary>Says that a call was missed, which it must have been told of before. Not idempotent.</summary>
    Task<ReportResult> ReportMissedAsync(string callSid, CancellationToken cancellation);

    /// <summary>Hands on a customer's text in one of its conversations. Not idempotent.</summary>
    Task<ReportResult> ReportTextAsync(
        Guid conversationId,
        string messageSid,
        string body,
        CancellationToken cancellation
    );
}
