using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

/// <summary>A file that a virtual phone sends along: its bytes in base64; or a URL that the webhook names as it stands.</summary>
internal sealed record MediaWish(string? ContentType, string? Base64, string? Url = null)
{
    private const int MaxFiles = 10;
    private const int MaxTotalBytes = 5 * 1024 * 1024;

    /// <summary>The files, their sids still to be given; Twilio takes ten at most, 5 MB together.</summary>
    public static IReadOnlyList<MediaFile> FilesOf(IReadOnlyList<MediaWish>? wishes)
    {
        var files = (wishes ?? []).Select(wish => wish.ToFile()).ToList();
        return files.Count <= MaxFiles && files.Sum(file => file.Content.Length) <= MaxTotalBytes
            ? files
            : throw new ControlException(400, "media may have at most 10 files, of 5 MB together.");
    }

    private MediaFile ToFile()
    {
        if (Url is { Length: > 0 } && Base64 is null)
            return new MediaFile("", "", ContentType ?? MessageMedia.ContentTypeOf(Url), []) { Url = Url };
        var bytes = new byte[Base64?.Length ?? 0];
        return
            Url is null
            && ContentType is { Length: > 0 } type
            && Convert.TryFromBase64String(Base64 ?? "", bytes, out var length)
            ? new MediaFile("", "", type, bytes[..length])
            : throw new ControlException(
                400,
                """Each of media is {"contentType":"image/jpeg","base64":"/9j/4AAQ"} or {"url":"https://example.com/a.jpg"}."""
            );
    }
}
