using NpgsqlTypes;
using TwilioServer.Storage;

namespace TwilioServer.Messages;

/// <summary>What changes in a row of <c>sms_messages</c>, as columns.</summary>
internal sealed class MessageUpdates
{
    private readonly List<long> _ids;
    private readonly List<string?> _messageSids;
    private readonly List<string> _statuses;
    private readonly List<int> _attempts;
    private readonly List<int?> _errorCodes;
    private readonly List<string?> _errorMessages;
    private readonly List<int> _eventSequences;
    private readonly List<DateTimeOffset> _updatedAt;

    public MessageUpdates()
    {
        _ids = Statement.Column<long>(NpgsqlDbType.Bigint);
        _messageSids = Statement.Column<string?>(NpgsqlDbType.Text);
        _statuses = Statement.Column<string>(NpgsqlDbType.Text);
        _attempts = Statement.Column<int>(NpgsqlDbType.Integer);
        _errorCodes = Statement.Column<int?>(NpgsqlDbType.Integer);
        _errorMessages = Statement.Column<string?>(NpgsqlDbType.Text);
        _eventSequences = Statement.Column<int>(NpgsqlDbType.Integer);
        _updatedAt = Statement.Column<DateTimeOffset>(NpgsqlDbType.TimestampTz);
    }

    public BulkStatement Statement { get; } = new("Messages/update-messages");

    public void Add(MessageState message, DateTimeOffset updatedAt)
    {
        _ids.Add(message.MessageId);
        _messageSids.Add(message.MessageSid);
        _statuses.Add(message.Status.ToWord());
        _attempts.Add(message.Attempt);
        _errorCodes.Add(message.ErrorCode);
        _errorMessages.Add(message.ErrorMessage);
        _eventSequences.Add(message.EventSequence);
        _updatedAt.Add(updatedAt);
        Statement.EndRow();
    }
}
