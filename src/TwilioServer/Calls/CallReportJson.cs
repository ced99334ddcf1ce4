using System.Text.Json;

namespace TwilioServer.Calls;

/// <summary>The outcomes of reports as their events keep them.</summary>
public static class CallReportJson
{
    public static string Write(IncomingReported reported) =>
        reported.IsTaken ? """{"taken":true}""" : """{"taken":false}""";

    public static string Write(MissedReportSettled settled) =>
        JsonSerializer.Serialize(
            new Settled(settled.Outcome.ToWord(), settled.ConversationId),
            CallJson.Default.Settled
        );

    public static object ReadIncoming(JsonElement json) => new IncomingReported(json.GetProperty("taken").GetBoolean());

    /// <exception cref="JsonException">It is none.</exception>
    public static object ReadMissed(JsonElement json)
    {
        var settled =
            json.Deserialize(CallJson.Default.Settled) ?? throw new JsonException("A report's outcome is null.");
        return new MissedReportSettled(CallReports.FromWord(settled.Outcome), settled.ConversationId);
    }

    public static string Write(TextAsked asked) =>
        JsonSerializer.Serialize(new Worded(asked.Body), CallJson.Default.Worded);

    /// <exception cref="JsonException">It is none.</exception>
    public static object ReadText(JsonElement json) =>
        new TextAsked(
            (json.Deserialize(CallJson.Default.Worded) ?? throw new JsonException("A worded text is null.")).Body
        );

    public static string Write(FollowUpDue due) =>
        JsonSerializer.Serialize(new Followed(due.Index, due.IsAnswered), CallJson.Default.Followed);

    /// <exception cref="JsonException">It is none.</exception>
    public static object ReadFollowUp(JsonElement json)
    {
        var followed =
            json.Deserialize(CallJson.Default.Followed) ?? throw new JsonException("A follow-up that is due is null.");
        return new FollowUpDue(followed.Index, followed.IsAnswered);
    }

    internal sealed record Followed(int Index, bool IsAnswered);

    internal sealed record Worded(string Body);

    internal sealed record Settled(string Outcome, Guid? ConversationId);
}
