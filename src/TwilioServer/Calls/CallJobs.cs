using System.Text.Json;

namespace TwilioServer.Calls;

/// <summary>What a call's jobs carry.</summary>
public static class CallJobs
{
    /// <summary>Enough to address the call's stream again.</summary>
    /// <param name="legSid">The forwarded leg that the job is about; null where it is about the call.</param>
    public static string Payload(CallState call, string? legSid = null) =>
        Payload(new CallReference(call.CallSid, call.TenantId, call.From, call.To, call.Direction, legSid));

    /// <param name="followUp">Which of the tenant's follow-ups the job is about, from 0.</param>
    public static string Payload(CallState call, int followUp) =>
        Payload(
            new CallReference(call.CallSid, call.TenantId, call.From, call.To, call.Direction)
            {
                CreatedAt = call.CreatedAt,
                FollowUp = followUp,
            }
        );

    public static string Payload(CallReference call) => JsonSerializer.Serialize(call, CallJson.Default.CallReference);

    public static CallReference Parse(string payload) =>
        JsonSerializer.Deserialize(payload, CallJson.Default.CallReference)
        ?? throw new InvalidOperationException("A call job carries no call.");
}

/// <summary>The call that a job is about. What came later may be missing in jobs of an earlier release.</summary>
public sealed record CallReference(
    string CallSid,
    Guid TenantId,
    string From,
    string To = "",
    string Direction = "inbound",
    string? LegSid = null
)
{
    public DateTimeOffset? CreatedAt { get; init; }

    public int FollowUp { get; init; }
}
