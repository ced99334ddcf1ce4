using Npgsql;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Calls;

/// <summary>Rows of <c>calls</c>.</summary>
internal static class CallRows
{
    /// <summary>The statement that inserts or updates calls: both take the same columns.</summary>
    public static BulkStatement<(CallState Call, DateTimeOffset UpdatedAt)> Statement(string sqlName) =>
        new BulkStatement<(CallState Call, DateTimeOffset UpdatedAt)>(sqlName)
            .With(Bigint, row => row.Call.CallId)
            .With(Text, row => row.Call.CallSid)
            .With(Uuid, row => row.Call.TenantId)
            .With(Text, row => row.Call.From)
            .With(Text, row => row.Call.To)
            .With(Text, row => row.Call.Direction)
            .With(Text, row => row.Call.Status)
            .With(Integer, row => row.Call.DurationSeconds)
            .With(TimestampTz, row => row.Call.CreatedAt)
            .With(Text, row => row.Call.Stage.ToWord())
            .With(NpgsqlTypes.NpgsqlDbType.Boolean, row => row.Call.Missed)
            .With(Text, row => row.Call.MissedReason)
            .With(Text, row => row.Call.DialCallStatus)
            .With(Text, row => row.Call.DialCallSid)
            .With(Integer, row => row.Call.DialCallDurationSeconds)
            .With(Text, row => row.Call.TerminalStatus)
            .With(TimestampTz, row => row.Call.EndedAt)
            .With(Integer, row => row.Call.EventSequence)
            .With(TimestampTz, row => row.UpdatedAt);

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
        );
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
