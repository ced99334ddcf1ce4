using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;
using static NpgsqlTypes.NpgsqlDbType;

namespace TwilioServer.Messages;

/// <summary>Rows of <c>sms_messages</c>.</summary>
internal static class MessageRows
{
    /// <summary>The statement that inserts messages.</summary>
    public static BulkStatement<NewMessage> Insert() =>
        new BulkStatement<NewMessage>("Messages/insert-messages")
            .With(Bigint, row => row.Message.MessageId)
            .With(Uuid, row => row.Message.IntentId)
            .With(Text, row => row.Message.MessageSid)
            .With(Uuid, row => row.Message.TenantId)
            .With(Text, row => row.Message.Direction)
            .With(Text, row => row.Message.Class.ToWord())
            .With(Text, row => row.Message.From)
            .With(Text, row => row.Message.To)
            .With(Text, row => row.Message.Body)
            .With(Text, row => row.Message.Status.ToWord())
            .With(TimestampTz, row => row.Message.ExpiresAt)
            .With(Bigint, row => row.CallId)
            .With(Integer, row => row.Message.EventSequence)
            .With(TimestampTz, row => row.Message.CreatedAt)
            .With(TimestampTz, row => row.Message.CreatedAt)
            .With(Text, row => row.Message.ErrorMessage);

    /// <summary>The statement that writes what changes in a message.</summary>
    public static BulkStatement<(MessageState Message, DateTimeOffset UpdatedAt)> Update() =>
        new BulkStatement<(MessageState Message, DateTimeOffset UpdatedAt)>("Messages/update-messages")
            .With(Bigint, row => row.Message.MessageId)
            .With(Text, row => row.Message.MessageSid)
            .With(Text, row => row.Message.Status.ToWord())
            .With(Integer, row => row.Message.Attempt)
            .With(Integer, row => row.Message.ErrorCode)
            .With(Text, row => row.Message.ErrorMessage)
            .With(Integer, row => row.Message.EventSequence)
            .With(TimestampTz, row => row.UpdatedAt);

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
        )
        {
            Class = MessageClassNames.FromWord(row.GetString(16)),
        };
}

/// <summary>A message that is inserted.</summary>
/// <param name="CallId">The call that it answers; null where there is none.</param>
internal readonly record struct NewMessage(MessageState Message, long? CallId);
