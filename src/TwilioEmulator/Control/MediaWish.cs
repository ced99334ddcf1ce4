using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

/// <summary>A file that a virtual phone sends along: its bytes in base64.</summary>
internal sealed record MediaWish(string? ContentType, string? Base64)
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
        var bytes = new byte[Base64?.Length ?? 0];
        return ContentType is { Length: > 0 } type && Convert.TryFromBase64String(Base64 ?? "", bytes, out var length)
            ? new MediaFile("", "", type, bytes[..length])
            : throw new ControlException(400, """Each of media is {"contentType":"image/jpeg","base64":"/9j/4AAQ"}.""");
    }
}
