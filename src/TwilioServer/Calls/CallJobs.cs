using System.Text.Json;

namespace TwilioServer.Calls;

/// <summary>What a call's jobs carry.</summary>
public static class CallJobs
{
    /// <summary>Enough to address the call's stream again.</summary>
    public static string Payload(CallState call) =>
        JsonSerializer.Serialize(
            new CallReference(call.CallSid, call.TenantId, call.From),
            CallJson.Default.CallReference
        );

    public static CallReference Parse(string payload) =>
        JsonSerializer.Deserialize(payload, CallJson.Default.CallReference)
        ?? throw new InvalidOperationException("A call job carries no call.");
}

/// <summary>The call that a job is about.</summary>
public sealed record CallReference(string CallSid, Guid TenantId, string From);
