using FsCheck.Fluent;
using TwilioServer.Compliance;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Compliance;

/// <summary>
/// Three thousand labelled replies. The classifier was made from two thousand; the third thousand was written by other
/// phrases and committed before the rules took their present form. Of it only the counts were looked at while they did.
/// </summary>
public sealed class ReplyClassifierTests
{
    private static readonly IReadOnlyList<Reply> HeldOut = Read("replies-unseen.tsv");
    private static readonly IReadOnlyList<Reply> Known =
    [
        .. Read("replies-known.tsv"),
        .. Read("replies-held-out.tsv"),
    ];

    [Fact]
    public void On_the_held_out_half_keywords_are_caught_free_text_too_and_hardly_anything_else()
    {
        Assert.Equal(1000, HeldOut.Count);
        var (keywords, free, other) = Judge(HeldOut);
        Figures.Print(
            $"opt-outs, on the unseen thousand: keywords {keywords.Right} of {keywords.All}, free text {free.Right} of {free.All} "
                + $"({100.0 * free.Right / free.All:0.0} %), false stops {other.All - other.Right} of {other.All} "
                + $"({100.0 * (other.All - other.Right) / other.All:0.00} %)"
        );
        Assert.Equal(keywords.All, keywords.Right);
        Assert.True(free.Right >= 0.99 * free.All, $"{free}");
        Assert.True(other.All - other.Right < 0.01 * other.All, $"{other}");
    }

    [Fact]
    public void On_the_half_that_it_was_made_from_nothing_is_missed()
    {
        Assert.Equal(2000, Known.Count);
        Assert.Empty(Known.Where(reply => !IsRight(reply)).Select(reply => reply.Text));
    }

    /// <summary>What patterns keep must not grow with what strangers write.</summary>
    [Fact]
    public void What_it_takes_is_known()
    {
        var texts = Known.Concat(HeldOut).Select(reply => reply.Text).ToList();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = TimeProvider.System.GetTimestamp();
        foreach (var text in texts)
            ReplyClassifier.Classify(text);
        var first = TimeProvider.System.GetElapsedTime(started);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        started = TimeProvider.System.GetTimestamp();
        foreach (var text in texts)
            ReplyClassifier.Classify(text);
        var again = TimeProvider.System.GetElapsedTime(started);
        Figures.Print(
            $"opt-outs: {first.TotalMicroseconds / texts.Count:0} us a text at first, {again.TotalMicroseconds / texts.Count:0} us "
                + $"when known, {kept / 1024} kB kept"
        );
        Assert.True(kept < 4 * 1024 * 1024, $"{kept} bytes");
    }

    [Fact]
    public void The_two_halves_share_no_text() =>
        Assert.Empty(HeldOut.Select(reply => reply.Text).Intersect(Known.Select(reply => reply.Text)));

    [Theory]
    [InlineData("STOP", ReplyKind.StopKeyword)]
    [InlineData(" stop ", ReplyKind.StopKeyword)]
    [InlineData("stop!", ReplyKind.Stop)]
    [InlineData("Opt-Out", ReplyKind.Stop)]
    [InlineData("start", ReplyKind.Start)]
    [InlineData("please start again", ReplyKind.Start)]
    [InlineData("HELP", ReplyKind.Help)]
    [InlineData("help! water everywhere", ReplyKind.None)]
    [InlineData("don't stop by before 5", ReplyKind.None)]
    [InlineData("please stop the leak", ReplyKind.None)]
    [InlineData("", ReplyKind.None)]
    [InlineData("🙂", ReplyKind.None)]
    public void Some_that_everybody_should_know(string body, ReplyKind kind) =>
        Assert.Equal(kind, ReplyClassifier.Classify(body));

    [Fact]
    public void Whatever_a_stranger_writes_is_judged() =>
        Properties.Hold(
            Texts.Any,
            text =>
            {
                var kind = ReplyClassifier.Classify(text);
                Assert.True(Enum.IsDefined(kind));
                Assert.Equal(kind, ReplyClassifier.Classify(text));
            }
        );

    /// <summary>The words that patterns repeat over, in every order, as many as a text can hold.</summary>
    [Fact]
    public void Texts_made_to_take_long_do_not()
    {
        string[] words =
        [
            "no",
            "me",
            "any",
            "more",
            "please",
            "stop",
            "the",
            "que",
            "mas",
            "de",
            "text",
            "list",
            "ya",
            "it",
        ];
        var random = new Random(7);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 500; i++)
            ReplyClassifier.Classify(
                string.Join(' ', Enumerable.Range(0, 300).Select(_ => words[random.Next(words.Length - (i % 12))]))
            );
        Figures.Print(
            $"opt-outs: a hostile text takes {TimeProvider.System.GetElapsedTime(started).TotalMicroseconds / 500:0} us"
        );
    }

    [Fact]
    public void A_text_as_long_as_texts_get_that_repeats_itself_is_judged_too() =>
        Assert.Equal(
            ReplyKind.None,
            ReplyClassifier.Classify(string.Concat(Enumerable.Repeat("please no more of the ", 500)))
        );

    private static (Score Keywords, Score Free, Score Other) Judge(IReadOnlyList<Reply> replies) =>
        (
            Score.Of(replies.Where(reply => reply.Label == "stop-keyword")),
            Score.Of(replies.Where(reply => reply.Label == "stop")),
            Score.Of(replies.Where(reply => reply.Label is not ("stop" or "stop-keyword")))
        );

    /// <summary>Whether it counts as a stop that is one, and as none that is none.</summary>
    private static bool IsRight(Reply reply) =>
        (ReplyClassifier.Classify(reply.Text) is ReplyKind.Stop or ReplyKind.StopKeyword)
        == reply.Label.StartsWith("stop");

    private static IReadOnlyList<Reply> Read(string name)
    {
        using var stream = typeof(ReplyClassifierTests).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return
        [
            .. reader
                .ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => line.Split('\t'))
                .Select(columns => new Reply(columns[0], columns[1], columns[2])),
        ];
    }

    private sealed record Reply(string Label, string Language, string Text);

    private sealed record Score(int All, int Right)
    {
        public static Score Of(IEnumerable<Reply> replies) =>
            replies.Aggregate(
                new Score(0, 0),
                (score, reply) => new Score(score.All + 1, score.Right + (IsRight(reply) ? 1 : 0))
            );
    }
}
