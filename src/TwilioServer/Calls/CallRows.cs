using Npgsql;
using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Calls;

/// <summary>Rows of <c>calls</c>, as columns.</summary>
internal sealed class CallRows
{
    private readonly List<long> _callIds;
    private readonly List<string> _callSids;
    private readonly List<Guid> _tenantIds;
    private readonly List<string> _from;
    private readonly List<string> _to;
    private readonly List<string> _directions;
    private readonly List<string> _statuses;
    private readonly List<int?> _durations;
    private readonly List<DateTimeOffset> _createdAt;
    private readonly List<string> _stages;
    private readonly List<bool?> _missed;
    private readonly List<string?> _missedReasons;
    private readonly List<string?> _dialCallStatuses;
    private readonly List<string?> _dialCallSids;
    private readonly List<int?> _dialCallDurations;
    private readonly List<string?> _terminalStatuses;
    private readonly List<DateTimeOffset?> _endedAt;
    private readonly List<int> _eventSequences;
    private readonly List<DateTimeOffset> _updatedAt;

    public CallRows(string sqlName)
    {
        Statement = new BulkStatement(sqlName);
        _callIds = Statement.Column<long>(NpgsqlDbType.Bigint);
        _callSids = Statement.Column<string>(NpgsqlDbType.Text);
        _tenantIds = Statement.Column<Guid>(NpgsqlDbType.Uuid);
        _from = Statement.Column<string>(NpgsqlDbType.Text);
        _to = Statement.Column<string>(NpgsqlDbType.Text);
        _directions = Statement.Column<string>(NpgsqlDbType.Text);
        _statuses = Statement.Column<string>(NpgsqlDbType.Text);
        _durations = Statement.Column<int?>(NpgsqlDbType.Integer);
        _createdAt = Statement.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        _stages = Statement.Column<string>(NpgsqlDbType.Text);
        _missed = Statement.Column<bool?>(NpgsqlDbType.Boolean);
        _missedReasons = Statement.Column<string?>(NpgsqlDbType.Text);
        _dialCallStatuses = Statement.Column<string?>(NpgsqlDbType.Text);
        _dialCallSids = Statement.Column<string?>(NpgsqlDbType.Text);
        _dialCallDurations = Statement.Column<int?>(NpgsqlDbType.Integer);
        _terminalStatuses = Statement.Column<string?>(NpgsqlDbType.Text);
        _endedAt = Statement.Column<DateTimeOffset?>(NpgsqlDbType.TimestampTz);
        _eventSequences = Statement.Column<int>(NpgsqlDbType.Integer);
        _updatedAt = Statement.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    }

    public BulkStatement Statement { get; }

    public void Add(CallState call, DateTimeOffset updatedAt)
    {
        _callIds.Add(call.CallId);
        _callSids.Add(call.CallSid);
        _tenantIds.Add(call.TenantId);
        _from.Add(call.From);
        _to.Add(call.To);
        _directions.Add(call.Direction);
        _statuses.Add(call.Status);
        _durations.Add(call.DurationSeconds);
        _createdAt.Add(call.CreatedAt);
        _stages.Add(call.Stage.ToWord());
        _missed.Add(call.Missed);
        _missedReasons.Add(call.MissedReason);
        _dialCallStatuses.Add(call.DialCallStatus);
        _dialCallSids.Add(call.DialCallSid);
        _dialCallDurations.Add(call.DialCallDurationSeconds);
        _terminalStatuses.Add(call.TerminalStatus);
        _endedAt.Add(call.EndedAt);
        _eventSequences.Add(call.EventSequence);
        _updatedAt.Add(updatedAt);
        Statement.EndRow();
    }

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
