using System.Text.Json;
using System.Text.Json.Serialization;
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
            .With(Text, row => row.Message.ErrorMessage)
            .With(Text, row => row.Message.Author?.ToString().ToLowerInvariant())
            .With(Text, row => row.Message.Handling?.ToWord())
            .With(Jsonb, row => Lists.Write(row.Message.MediaUrls))
            .With(TimestampTz, row => row.Message.SendAt)
            .With(Smallint, row => (short)Segments.Of(row.Message.Body).Count)
            .With(Smallint, row => (short)row.Message.Generation);

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
            .With(TimestampTz, row => row.UpdatedAt)
            .With(Text, row => row.Message.Handling?.ToWord())
            .With(Jsonb, row => Lists.Write(row.Message.Customers))
            .With(TimestampTz, row => row.Message.SendAt)
            .With(NpgsqlTypes.NpgsqlDbType.Boolean, row => row.Message.IsRetried)
            .With(Text, row => row.Message.Copy?.ToString().ToLowerInvariant())
            .With(Text, row => row.Message.CopySid)
            .With(TimestampTz, row => row.Message.AttemptedAt);

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
            Author = row.TextOrNull(17) is { } author ? Enum.Parse<MessageAuthor>(author, ignoreCase: true) : null,
            Handling = row.TextOrNull(18) is { } handling ? HandlingNames.FromWord(handling) : null,
            Customers = row.TextOrNull(19) is { } customers ? Lists.Read(customers) : null,
            MediaUrls = row.TextOrNull(20) is { } media ? Lists.Read(media) : null,
            SendAt = row.OrNull<DateTimeOffset>(21),
            Generation = row.GetInt16(22),
            IsRetried = row.GetBoolean(23),
            Copy = row.TextOrNull(24) is { } copy ? Enum.Parse<CopyState>(copy, ignoreCase: true) : null,
            CopySid = row.TextOrNull(25),
            AttemptedAt = row.OrNull<DateTimeOffset>(26),
        };
}

/// <summary>A message that is inserted.</summary>
/// <param name="CallId">The call that it answers; null where there is none.</param>
internal readonly record struct NewMessage(MessageState Message, long? CallId);

/// <summary>Short lists as one column keeps them.</summary>
internal static class Lists
{
    public static string? Write(IReadOnlyList<string>? list) =>
        list is null ? null : JsonSerializer.Serialize(list, ListJson.Default.IReadOnlyListString);

    public static IReadOnlyList<string>? Read(string json) =>
        JsonSerializer.Deserialize(json, ListJson.Default.IReadOnlyListString);
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ListJson : JsonSerializerContext;
