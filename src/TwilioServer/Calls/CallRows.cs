using Npgsql;
using TwilioServer.FeatureFlags;
using TwilioServer.Storage;
using TwilioServer.Storage.Rows;

namespace TwilioServer.Calls;

/// <summary>Rows of <c>calls</c>.</summary>
internal static class CallRows
{
    /// <summary>The statement that inserts or updates calls: both take the same columns.</summary>
    public static RowStatement<(CallState Call, DateTimeOffset UpdatedAt)> Statement(string sqlName) =>
        new(sqlName, "call_row_4", static (row, changed) => Write(row, changed.Call, changed.UpdatedAt));

    /// <summary>Reads a row of <c>read-calls</c>.</summary>
    public static CallState Read(NpgsqlDataReader row) =>
        new(
            row.GetInt64(1),
            row.GetString(2),
            row.GetGuid(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetFieldValue<DateTimeOffset>(7),
            CallStages.FromWord(row.GetString(8)),
            row.OrNull<bool>(9),
            row.TextOrNull(10),
            row.TextOrNull(11),
            row.TextOrNull(12),
            row.OrNull<int>(13),
            row.TextOrNull(14),
            row.OrNull<int>(15),
            row.OrNull<DateTimeOffset>(16),
            row.GetInt32(17)
        )
        {
            Features = (Features)row.GetInt32(18),
            DialTarget = row.GetInt16(19),
            Accepted = row.GetBoolean(20),
            AnsweredBy = row.TextOrNull(21),
            IsRecorded = row.GetBoolean(22),
            Report = row.TextOrNull(23) is { } report ? CallReports.FromWord(report) : null,
            ConversationId = row.OrNull<Guid>(24),
            IsTextDue = row.GetBoolean(25),
            FollowUps = row.GetInt16(26),
            CallerCity = row.TextOrNull(27),
            StirVerstat = row.TextOrNull(28),
        };

    private static void Write(RowBuffer row, CallState call, DateTimeOffset updatedAt)
    {
        row.Bigint(call.CallId);
        row.Text(call.CallSid);
        row.Uuid(call.TenantId);
        row.Text(call.From);
        row.Text(call.To);
        row.Text(call.Direction);
        row.Text(call.Status);
        row.Integer(call.DurationSeconds);
        row.TimestampTz(call.CreatedAt);
        row.Text(call.Stage.ToWord());
        row.Boolean(call.Missed);
        row.Text(call.MissedReason);
        row.Text(call.DialCallStatus);
        row.Text(call.DialCallSid);
        row.Integer(call.DialCallDurationSeconds);
        row.Text(call.TerminalStatus);
        row.TimestampTz(call.EndedAt);
        row.Integer(call.EventSequence);
        row.TimestampTz(updatedAt);
        row.Integer((int)call.Features);
        row.Smallint((short)call.DialTarget);
        row.Boolean(call.Accepted);
        row.Text(call.AnsweredBy);
        row.Boolean(call.IsRecorded);
        row.Text(call.Report?.ToWord());
        row.Uuid(call.ConversationId);
        row.Boolean(call.IsTextDue);
        row.Smallint((short)call.FollowUps);
        row.Text(call.CallerCity);
        row.Text(call.StirVerstat);
    }
}

internal static class CallStages
{
    /// <summary>The word in the database.</summary>
    public static string ToWord(this CallStage stage) =>
        stage switch
        {
            CallStage.Received => "received",
            CallStage.Dialing => "dialing",
            CallStage.Answered => "answered",
            CallStage.Voicemail => "voicemail",
            CallStage.Ended => "ended",
            _ => throw new ArgumentOutOfRangeException(nameof(stage)),
        };

    public static CallStage FromWord(string word) => Enum.Parse<CallStage>(word, ignoreCase: true);
}
