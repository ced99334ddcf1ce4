using System.Collections.Frozen;

namespace TwilioServer.Webhooks;

/// <summary>The parameter names that Twilio's webhooks have: https://www.twilio.com/docs/voice/twiml#request-parameters.</summary>
internal static class ParameterNames
{
    private static readonly string[] Parties = ["From", "To", "Caller", "Called"];
    private static readonly string[] Places = ["City", "State", "Zip", "Country"];

    private static readonly string[] Others =
    [
        "AccountSid",
        "ApiVersion",
        "Body",
        "CallDuration",
        "CallSid",
        "CallStatus",
        "CallToken",
        "CallbackSource",
        "CallerName",
        "DialBridged",
        "DialCallDuration",
        "DialCallSid",
        "DialCallStatus",
        "Digits",
        "Direction",
        "Duration",
        "ErrorCode",
        "ForwardedFrom",
        "MessageSid",
        "MessageStatus",
        "MessagingServiceSid",
        "NumMedia",
        "NumSegments",
        "ParentCallSid",
        "RecordingChannels",
        "RecordingDuration",
        "RecordingSid",
        "RecordingSource",
        "RecordingStartTime",
        "RecordingStatus",
        "RecordingUrl",
        "SequenceNumber",
        "SipResponseCode",
        "SmsMessageSid",
        "SmsSid",
        "SmsStatus",
        "StirPassportToken",
        "StirVerstat",
        "Timestamp",
    ];

    /// <summary>Looks a name up without making a string of it.</summary>
    public static FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Known { get; } =
        Others
            .Concat(Parties)
            .Concat(from party in Parties from place in Places select party + place)
            .ToFrozenDictionary(name => name, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
}
