using FsCheck.Fluent;
using TwilioServer.Compliance;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Compliance;

/// <summary>
/// Two thousand labelled replies. The half that was held out was committed before the classifier was written, and nothing
/// was changed for it: what it says is what may be expected of texts that nobody has seen. The goal for free text is 99 %;
/// the bound here only keeps what there is.
/// </summary>
public sealed class ReplyClassifierTests
{
    private static readonly IReadOnlyList<Reply> HeldOut = Read("replies-held-out.tsv");
    private static readonly IReadOnlyList<Reply> Known = Read("replies-known.tsv");

    [Fact]
    public void On_the_held_out_half_keywords_are_caught_free_text_too_and_hardly_anything_else()
    {
        Assert.Equal(1000, HeldOut.Count);
        var (keywords, free, other) = Judge(HeldOut);
        Figures.Print(
            $"opt-outs, held out: keywords {keywords.Right} of {keywords.All}, free text {free.Right} of {free.All} "
                + $"({100.0 * free.Right / free.All:0.0} %), false stops {other.All - other.Right} of {other.All} "
                + $"({100.0 * (other.All - other.Right) / other.All:0.00} %)"
        );
        foreach (var reply in HeldOut.Where(reply => !IsRight(reply)))
            Console.WriteLine($"     {reply.Label}: {reply.Text}");
        Assert.Equal(keywords.All, keywords.Right);
        Assert.True(free.Right >= 0.98 * free.All, $"{free}");
        Assert.True(other.All - other.Right < 0.01 * other.All, $"{other}");
    }

    [Fact]
    public void On_the_half_that_it_was_made_from_nothing_is_missed()
    {
        Assert.Equal(1000, Known.Count);
        Assert.Empty(Known.Where(reply => !IsRight(reply)).Select(reply => reply.Text));
    }

    [Fact]
    public void The_two_halves_share_no_text() =>
        Assert.Empty(HeldOut.Select(reply => reply.Text).Intersect(Known.Select(reply => reply.Text)));

    [Theory]
    [InlineData("STOP", ReplyKind.StopKeyword)]
    [InlineData(" stop! ", ReplyKind.StopKeyword)]
    [InlineData("Opt-Out", ReplyKind.StopKeyword)]
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
