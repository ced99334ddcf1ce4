namespace TwilioEmulator.Store;

/// <summary>The text of a recording, as Twilio's Transcription resource has it.</summary>
internal sealed record Transcription(
    string Sid,
    string RecordingSid,
    string CallSid,
    string Status,
    string Text,
    int DurationSeconds,
    DateTimeOffset DateCreated
);
