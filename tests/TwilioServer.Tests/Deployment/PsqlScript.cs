using System.Text.RegularExpressions;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Deployment;

/// <summary>A script of bench/ as psql would send it.</summary>
internal static partial class PsqlScript
{
    /// <summary>With values put in for :name and :'name'.</summary>
    public static string Read(string path, IReadOnlyDictionary<string, string> values) =>
        Variable()
            .Replace(
                Repository.Read(path),
                match =>
                    match.Groups["quoted"].Success
                        ? $"'{values[match.Groups["quoted"].Value]}'"
                        : values[match.Groups["plain"].Value]
            );

    [GeneratedRegex(
        "(?<!:):(?:'(?<quoted>[a-z]+)'|(?<plain>[a-z]+))",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Variable();
}
