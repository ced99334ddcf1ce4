using System.Text.Json;

namespace TwilioServer.Calls;

/// <summary>Twilio's account of a call as the event keeps it.</summary>
public static class CallFetchedJson
{
    public static string Write(CallFetched fetched) =>
        JsonSerializer.Serialize(
            new Stored(fetched.CallStatus, fetched.DurationSeconds, fetched.EndedAt, Leg.Of(fetched.Dial)),
            CallJson.Default.Stored
        );

    /// <exception cref="JsonException">It is not one.</exception>
    public static CallFetched Read(string json)
    {
        var stored =
            JsonSerializer.Deserialize(json, CallJson.Default.Stored)
            ?? throw new JsonException("A fetched call is null.");
        return new CallFetched(
            stored.CallStatus,
            stored.CallDurationSeconds,
            stored.EndedAt,
            stored.Dial?.Ended(stored.CallStatus)
        );
    }

    internal sealed record Stored(string CallStatus, int? CallDurationSeconds, DateTimeOffset EndedAt, Leg? Dial);

    internal sealed record Leg(string DialCallStatus, string? DialCallSid, int? DialCallDurationSeconds)
    {
        public static Leg? Of(DialEnded? dial) =>
            dial is null ? null : new Leg(dial.DialCallStatus, dial.DialCallSid, dial.DialCallDurationSeconds);

        public DialEnded Ended(string callStatus) =>
            new(DialCallStatus, DialCallSid, DialCallDurationSeconds, null, callStatus);
    }
}
