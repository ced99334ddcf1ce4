namespace TwilioEmulator.Store;

/// <summary>A picture or other file that came with a text, kept and served as Twilio does.</summary>
internal sealed record MediaFile(string Sid, string MessageSid, string ContentType, byte[] Content)
{
    /// <summary>Where the webhook says that it is; null where the emulator serves it.</summary>
    public string? Url { get; init; }
}
