using System.Text.RegularExpressions;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Architecture;

/// <summary>What keeps the program as its design has it, read from the source text.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Features = ["Calls", "Messages", "Recordings", "Conversations"];

    private static readonly (string Path, string Text)[] Server = [.. Repository.Sources("src/TwilioServer")];

    /// <summary>The folders whose code may not name another folder's namespace.</summary>
    public static TheoryData<string, string[]> Forbidden =>
        new()
        {
            {
                "Journal",
                [.. Features, "Webhooks", "TwilioApi", "Redis", "RateLimits", "Retention", "Spill", "Ops", "Monitoring"]
            },
            { "TwilioApi", [.. Features, "Webhooks", "Journal", "Jobs", "Tenants", "Storage", "Ops"] },
            { "TwiML", [.. Features, "Webhooks", "Journal", "Jobs", "Tenants", "Storage", "TwilioApi", "Ops"] },
            { "Storage", [.. Features, "Webhooks", "Journal", "Jobs", "Tenants", "TwilioApi", "Spill", "Ops"] },
            { "Tenants", [.. Features, "Webhooks", "Journal", "Jobs", "TwilioApi", "Spill", "Ops"] },
            { "Compliance", [.. Features, "Webhooks", "Journal", "Jobs", "Tenants", "Storage", "TwilioApi", "Ops"] },
            { "FeatureFlags", [.. Features, "Webhooks", "Journal", "Jobs", "Tenants", "TwilioApi", "Spill", "Ops"] },
            { "Audit", [.. Features, "Webhooks", "Journal", "Jobs", "Tenants", "TwilioApi", "Spill", "Ops"] },
            { "Neighbours", ["Messages", "Conversations", "Recordings", "Spill", "Redis", "TwilioApi", "Ops"] },
            { "Jobs", [.. Features, "Webhooks", "TwilioApi", "Tenants", "Ops"] },
            { "Redis", [.. Features, "Webhooks", "Journal", "Jobs", "Tenants", "TwilioApi", "RateLimits", "Ops"] },
            { "RateLimits", [.. Features, "Webhooks", "Journal", "Tenants", "TwilioApi", "Ops"] },
            { "Mirror", [.. Features, "Webhooks", "Journal", "Jobs", "Tenants", "TwilioApi", "RateLimits", "Ops"] },
            { "Retention", [.. Features, "Webhooks", "Journal", "Jobs", "Tenants", "TwilioApi", "Redis", "Ops"] },
            { "Calls", ["Messages", "Conversations", "Media", "Ops"] },
            { "Messages", ["Calls", "Conversations", "Media", "Ops"] },
            {
                "Conversations",
                ["Calls", "Recordings", "Webhooks", "Spill", "Redis", "RateLimits", "TwilioApi", "Media", "Ops"]
            },
            {
                "Media",
                ["Calls", "Recordings", "Webhooks", "Neighbours", "Conversations", "RateLimits", "Redis", "Ops"]
            },
            { "Recordings", ["Calls", "Messages", "Ops"] },
            { "Webhooks", ["Messages", "Jobs", "Spill", "Redis", "RateLimits", "Ops"] },
            { "Spill", [.. Features, "Jobs", "TwilioApi", "Ops", "Monitoring"] },
            { "Reconciliation", ["Recordings", "Monitoring", "Spill", "Ops"] },
            { "Monitoring", [.. Features, "Webhooks", "Journal", "Jobs", "TwilioApi", "Spill", "Ops"] },
        };

    public static TheoryData<string> Pure =>
        [
            .. Server
                .Select(file => file.Path)
                .Where(path =>
                    path.EndsWith("Decider.cs")
                    || Path.GetFileName(path)
                        is "TextBack.cs"
                            or "CallReplies.cs"
                            or "CallTable.cs"
                            or "CallEnd.cs"
                            or "CallReporting.cs"
                            or "CallSettings.cs"
                            or "Forwarding.cs"
                            or "InboundMedia.cs"
                            or "MediaTypes.cs"
                            or "MediaUrlRule.cs"
                            or "MissedCall.cs"
                            or "OptOuts.cs"
                            or "OwnerNotice.cs"
                            or "ReplyClassifier.cs"
                ),
        ];

    [Fact]
    public void There_are_deciders_to_look_at() => Assert.True(Pure.Count >= 16, $"{Pure.Count} pure files");

    [Theory]
    [MemberData(nameof(Pure))]
    public void What_decides_asks_nobody_and_looks_at_no_clock(string path)
    {
        var text = Code(Repository.Read(path));
        string[] forbidden =
        [
            "Npgsql",
            "Dapper",
            "System.IO",
            "System.Net",
            "HttpClient",
            "HttpContext",
            "TimeProvider",
            "Ambient",
            "Stopwatch",
            "Random",
            "Task",
            "await",
            "ILogger",
            "Environment",
        ];
        Assert.DoesNotContain(
            forbidden,
            word => Regex.IsMatch(text, $@"\b{Regex.Escape(word)}\b", RegexOptions.None, TimeSpan.FromSeconds(1))
        );
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void A_folder_knows_only_what_lies_below_it(string folder, string[] forbidden)
    {
        var files = Server.Where(file => file.Path.StartsWith($"src/TwilioServer/{folder}/")).ToList();
        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            from other in forbidden
            where Names(Code(file.Text), other)
            select $"{file.Path} names {other}"
        );
    }

    [Fact]
    public void Only_the_root_and_the_commands_name_the_commands() =>
        Assert.Empty(
            Server
                .Where(file => file.Path.Split('/').Length > 3 && !file.Path.StartsWith("src/TwilioServer/Ops/"))
                .Where(file => Names(Code(file.Text), "Ops"))
                .Select(file => file.Path)
        );

    /// <summary>Code that both shared would hide its own mistakes: the emulator signs what the server verifies.</summary>
    [Theory]
    [InlineData("src/TwilioEmulator", "TwilioServer")]
    [InlineData("src/TwilioServer", "TwilioEmulator")]
    public void The_server_and_the_emulator_do_not_know_each_other(string folder, string other)
    {
        var project = Directory.EnumerateFiles(Repository.PathTo(folder), "*.csproj").Single();
        Assert.DoesNotContain(other + ".csproj", File.ReadAllText(project));
        Assert.Empty(
            Repository
                .Sources(folder)
                .Where(file =>
                    Regex.IsMatch(Code(file.Text), $@"\b{other}\.", RegexOptions.None, TimeSpan.FromSeconds(1))
                )
                .Select(file => file.Path)
        );
    }

    [Theory]
    [InlineData("src/TwilioServer", 80)]
    [InlineData("src/TwilioEmulator", 80)]
    [InlineData("tests/TwilioServer.Tests", 120)]
    public void Files_are_small(string folder, int medianLines)
    {
        var lines = Repository
            .Sources(folder)
            .Select(file => (file.Path, Lines: file.Text.Count(c => c == '\n')))
            .ToList();
        Assert.NotEmpty(lines);
        Assert.DoesNotContain(lines, file => file.Lines > 400);
        var median = lines.Select(file => file.Lines).Order().ElementAt(lines.Count / 2);
        Assert.True(median <= medianLines, $"The median file of {folder} has {median} lines.");
    }

    private static bool Names(string code, string folder) =>
        Regex.IsMatch(
            code,
            $@"\bTwilioServer\.{folder}\b|(?<![\w.]){folder}\.[A-Z]",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );

    /// <summary>The text without comments and strings.</summary>
    private static string Code(string text) => CommentOrString().Replace(text, " ");

    [GeneratedRegex(
        """(?m)//.*$|"(\\.|[^"\\\n])*"|'(\\.|[^'\\])'""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex CommentOrString();
}
