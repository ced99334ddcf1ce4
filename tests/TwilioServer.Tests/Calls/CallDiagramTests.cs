using TwilioServer.Calls;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

/// <summary>The diagram in ARCHITECTURE.md is the one that the decider's table draws.</summary>
public sealed class CallDiagramTests
{
    private const string Page = "ARCHITECTURE.md";
    private const string Begin = "<!-- call-diagram -->\n```mermaid\n";
    private const string End = "```\n<!-- /call-diagram -->";

    [Fact]
    public void The_page_shows_what_the_table_says()
    {
        var page = Repository.Read(Page);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, "The page has no place for the diagram.");
        begin += Begin.Length;
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(Repository.PathTo(Page), page[..begin] + CallDiagram.Draw() + page[end..]);
        else
            Assert.Equal(CallDiagram.Draw(), page[begin..end]);
    }

    [Fact]
    public void Every_event_has_a_row_in_every_stage_that_a_call_can_be_in_then()
    {
        foreach (var type in CallEventTypes.All)
        {
            var covered = CallTable.Rows.Where(row => row.Event == type).SelectMany(row => row.From).ToHashSet();
            Assert.True(covered.SetEquals(Enum.GetValues<CallStage>()), $"{type}: {string.Join(", ", covered)}");
        }
    }

    [Fact]
    public void A_row_leads_forward_only()
    {
        foreach (var row in CallTable.Rows)
            Assert.All(row.From, from => Assert.True(row.To is null || row.To >= from, $"{row.Event} from {from}"));
    }
}
