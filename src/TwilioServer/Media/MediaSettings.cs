using System.Text.RegularExpressions;
using TwilioServer.Configuration;
using TwilioServer.Spill;

namespace TwilioServer.Media;

/// <summary>Where the files that come with texts are kept, how large they may be, and who may serve them for Twilio.</summary>
/// <param name="RedirectHosts">Hosts that Twilio may send us on to; asked over https and without our credentials.</param>
public sealed partial record MediaSettings(string Directory, int MaxBytes, IReadOnlyList<string> RedirectHosts)
{
    private const int FiveMegabytes = 5 * 1024 * 1024;
    private const string Hosts = "mms.twiliocdn.com,media.twiliocdn.com";
    private const string Nobody = "none";

    public static MediaSettings Read(SettingsReader reader, SpillSettings spill) =>
        new(
            reader.Optional(
                "MEDIA_DIR",
                "a directory, without a NUL and not longer than 200 characters",
                "media, beside SPILL_DIR",
                "Where pictures and other files are kept that come with texts; on a persistent volume, which the processes "
                    + "that work on jobs and those that answer share.",
                text => text.Length <= 200 && !text.Contains('\0', StringComparison.Ordinal) ? text : null
            ) ?? Beside(spill.Directory),
            reader.Number(
                "MEDIA_MAX_BYTES",
                FiveMegabytes,
                1,
                100 * 1024 * 1024,
                "Bytes that one file may have; a larger one is refused."
            ),
            reader.Optional(
                "MEDIA_REDIRECT_HOSTS",
                $"host names joined by commas, or {Nobody}",
                Hosts,
                "Hosts to which Twilio's API may send us on for a file: asked over https, without credentials.",
                ParseHosts
            ) ?? ParseHosts(Hosts)!
        );

    private static string Beside(string spillDirectory) =>
        Path.Combine(
            Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(spillDirectory))) ?? "/",
            "media"
        );

    private static string[]? ParseHosts(string text)
    {
        if (text == Nobody)
            return [];
        var hosts = text.Split(',', StringSplitOptions.TrimEntries);
        return hosts.All(host => HostPattern().IsMatch(host)) ? hosts : null;
    }

    /// <summary>A name, and no address: the last label has no digits.</summary>
    [GeneratedRegex(
        @"^(?=.{1,253}\z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex HostPattern();
}
