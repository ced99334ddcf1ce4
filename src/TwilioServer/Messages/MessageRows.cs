using Npgsql;
using NpgsqlTypes;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Messages;

/// <summary>Rows of <c>sms_messages</c>, as columns.</summary>
internal sealed class MessageRows
{
    private readonly List<long> _ids;
    private readonly List<Guid> _intentIds;
    private readonly List<string?> _messageSids;
    private readonly List<Guid> _tenantIds;
    private readonly List<string> _directions;
    private readonly List<string> _classes;
    private readonly List<string> _from;
    private readonly List<string> _to;
    private readonly List<string> _bodies;
    private readonly List<string> _statuses;
    private readonly List<DateTimeOffset?> _expiresAt;
    private readonly List<long?> _callIds;
    private readonly List<int> _eventSequences;
    private readonly List<DateTimeOffset> _createdAt;
    private readonly List<DateTimeOffset> _updatedAt;

    public MessageRows()
    {
        _ids = Statement.Column<long>(NpgsqlDbType.Bigint);
        _intentIds = Statement.Column<Guid>(NpgsqlDbType.Uuid);
        _messageSids = Statement.Column<string?>(NpgsqlDbType.Text);
        _tenantIds = Statement.Column<Guid>(NpgsqlDbType.Uuid);
        _directions = Statement.Column<string>(NpgsqlDbType.Text);
        _classes = Statement.Column<string>(NpgsqlDbType.Text);
        _from = Statement.Column<string>(NpgsqlDbType.Text);
        _to = Statement.Column<string>(NpgsqlDbType.Text);
        _bodies = Statement.Column<string>(NpgsqlDbType.Text);
        _statuses = Statement.Column<string>(NpgsqlDbType.Text);
        _expiresAt = Statement.Column<DateTimeOffset?>(NpgsqlDbType.TimestampTz);
        _callIds = Statement.Column<long?>(NpgsqlDbType.Bigint);
        _eventSequences = Statement.Column<int>(NpgsqlDbType.Integer);
        _createdAt = Statement.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
        _updatedAt = Statement.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    }

    public BulkStatement Statement { get; } = new("Messages/insert-messages");

    public void Add(MessageState message, MessageClass messageClass, long? callId)
    {
        _ids.Add(message.MessageId);
        _intentIds.Add(message.IntentId);
        _messageSids.Add(message.MessageSid);
        _tenantIds.Add(message.TenantId);
        _directions.Add(message.Direction);
        _classes.Add(messageClass.ToWord());
        _from.Add(message.From);
        _to.Add(message.To);
        _bodies.Add(message.Body);
        _statuses.Add(message.Status.ToWord());
        _expiresAt.Add(message.ExpiresAt);
        _callIds.Add(callId);
        _eventSequences.Add(message.EventSequence);
        _createdAt.Add(message.CreatedAt);
        _updatedAt.Add(message.CreatedAt);
        Statement.EndRow();
    }

    /// <summary>Reads a row of <c>read-messages</c>.</summary>
    public static MessageState Read(NpgsqlDataReader row) =>
        new(
            row.GetInt64(1),
            row.GetGuid(2),
            row.GetGuid(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetString(7),
            MessageStatusNames.FromWord(row.GetString(8)),
            row.GetFieldValue<DateTimeOffset>(9),
            row.OrNull<DateTimeOffset>(10),
            row.TextOrNull(11),
            row.GetInt32(12),
            row.OrNull<int>(13),
            row.TextOrNull(14),
            row.GetInt32(15)
        );
}
