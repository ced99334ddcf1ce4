namespace TwilioServer.Media;

/// <summary>Why a file was not kept: stable words, as the rows have them and operators read them.</summary>
internal static class MediaReasons
{
    public const string SwitchedOff = "mms-support-off";
    public const string UrlMalformed = "url-malformed";
    public const string SchemeWrong = "scheme-wrong";
    public const string UserInUrl = "user-in-url";
    public const string HostWrong = "host-wrong";
    public const string PortWrong = "port-wrong";
    public const string PathWrong = "path-wrong";
    public const string MessageForeign = "message-foreign";
    public const string AccountForeign = "account-foreign";
    public const string PrivateAddress = "private-address";
    public const string Redirected = "redirected";
    public const string TooLarge = "too-large";
    public const string Empty = "empty";
    public const string Encoded = "encoded";
    public const string TypeNotAllowed = "type-not-allowed";
    public const string NotItsType = "not-its-type";

    public const string NoAnswer = "no-answer";
    public const string CutOff = "cut-off";
    public const string TooSlow = "too-slow";
    public const string DiskRefused = "disk-refused";

    public static string Answered(int status) => $"answered-{status}";
}

/// <summary>A file cannot be had now; later it may be.</summary>
public sealed class MediaAwayException(string reason, Exception? cause = null)
    : Exception($"What came with a text could not be fetched: {reason}.", cause)
{
    public string Reason { get; } = reason;
}
