namespace TwilioEmulator.Store;

/// <summary>A picture or another file of a message. Only its address is kept: who asks for the file is sent there.</summary>
internal sealed record MessageMedia(
    string Sid,
    string AccountSid,
    string MessageSid,
    string Url,
    string ContentType,
    DateTimeOffset DateCreated
) : IOwned
{
    /// <summary>What a file's name says that it is; a JPEG when it says nothing.</summary>
    public static string ContentTypeOf(string url) =>
        Path.GetExtension(url.Split('?', '#')[0]).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".gif" => "image/gif",
            ".webp" => "image/webp",
            ".mp3" => "audio/mpeg",
            ".wav" => "audio/wav",
            ".mp4" => "video/mp4",
            ".pdf" => "application/pdf",
            ".vcf" => "text/vcard",
            ".txt" => "text/plain",
            _ => "image/jpeg",
        };
}
