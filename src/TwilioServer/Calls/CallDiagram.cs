using System.Text;

namespace TwilioServer.Calls;

/// <summary>The call's table as a state diagram (Mermaid): what ARCHITECTURE.md shows is drawn here.</summary>
public static class CallDiagram
{
    public static string Draw()
    {
        var text = new StringBuilder(
            "stateDiagram-v2\n    [*] --> received: the first webhook, or what Twilio tells when asked\n"
        );
        foreach (var edge in Edges())
            text.Append("    ").Append(edge).Append('\n');
        return text.ToString();
    }

    /// <summary>The arrows, those between the same two stages as one.</summary>
    private static IEnumerable<string> Edges() =>
        CallTable
            .Rows.SelectMany(Moves)
            .GroupBy(move => (move.From, move.To))
            .OrderBy(group => group.Key.From)
            .ThenBy(group => group.Key.To)
            .Select(group =>
                $"{group.Key.From.ToWord()} --> {group.Key.To.ToWord()}: "
                + string.Join("<br/>", group.Select(move => move.Label).Distinct(StringComparer.Ordinal))
            );

    private static IEnumerable<(CallStage From, CallStage To, string Label)> Moves(CallTransition row)
    {
        foreach (var from in row.From)
        {
            if (row.To is { } to && to != from)
                yield return (from, to, row.When is { } when ? $"{row.Event} ({when})" : row.Event);
            if (row.MayEnd && from != CallStage.Ended)
                yield return (from, CallStage.Ended, $"{row.Event} (the caller hung up)");
        }
    }
}
