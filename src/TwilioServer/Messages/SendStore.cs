using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Storage;

namespace TwilioServer.Messages;

/// <summary>What the database knows about texts that somebody wants sent.</summary>
internal sealed class SendStore(NpgsqlDataSource dataSource)
{
    /// <summary>The text of the missed call that as-call-service is being told of right now; null where there is no such call.</summary>
    public async Task<ReportedTextBack?> FindReportedAsync(TextToSend wish)
    {
        await using var command = Command("find-reported-text", wish.TenantId, wish.To, wish.From);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new ReportedTextBack(
                reader.OrNull<Guid>(0),
                reader.TextOrNull(1),
                reader.GetString(2) == "deferred",
                reader.GetString(3)
            )
            : null;
    }

    /// <summary>Whether the recipient called or wrote since then.</summary>
    public async Task<bool> IsAnswerAsync(ContactKey recipient, DateTimeOffset since, CancellationToken cancellation)
    {
        await using var command = Command("is-answer", recipient.TenantId, recipient.PhoneNumber, since);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>Whether a recipient was told who texts, and how to stop it.</summary>
    public async Task<bool> IsIntroducedAsync(Guid tenantId, string to)
    {
        await using var command = Command("is-introduced", tenantId, to);
        return await command.ExecuteScalarAsync() is true;
    }

    /// <summary>The text of an intent; null where there is none.</summary>
    public async Task<AskedText?> FindAskedAsync(Guid intentId)
    {
        await using var command = Command("read-asked-text", MessageState.KeyOf(intentId));
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
            return null;
        var times = SendAskedJson.ReadTimes(reader.TextOrNull(5));
        var text = new TextToSend(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3))
        {
            MediaUrls = reader.TextOrNull(4) is { } media ? Lists.Read(media) : null,
            SendAt = times?.SendAt,
            ExpiresAt = times?.ExpiresAt,
        };
        return new AskedText(text, times is not null);
    }

    /// <summary>How far the text of an intent has come.</summary>
    public async Task<SentMessage> ReadAsync(Guid intentId)
    {
        await using var command = Command("read-sent-text", MessageState.KeyOf(intentId));
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new SentMessage(reader.TextOrNull(0), reader.GetString(1), intentId, reader.TextOrNull(2))
            : throw new InvalidOperationException($"Intent {intentId} has no text.");
    }

    private NpgsqlCommand Command(string sqlName, params object[] values)
    {
        var command = dataSource.CreateCommand(Sql.Load("Messages/" + sqlName));
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>A text that was asked for, to compare a repeat with.</summary>
/// <param name="HasTimes">Whether the times are known that were asked for.</param>
internal sealed record AskedText(TextToSend Text, bool HasTimes)
{
    /// <summary>
    /// Whether a wish is for this text. Pictures arrive in their order, so another order is another text; none is an empty list.
    /// Moments are the same in whatever zone they are written.
    /// </summary>
    /// <param name="completed">The wish's body as a first text has it.</param>
    public bool IsFor(TextToSend wish, string completed) =>
        (Text.TenantId, Text.From, Text.To) == (wish.TenantId, wish.From, wish.To)
        && (Text.Body == wish.Body || Text.Body == completed)
        && (Text.MediaUrls ?? []).SequenceEqual(wish.MediaUrls ?? [], StringComparer.Ordinal)
        && (!HasTimes || (Text.SendAt, Text.ExpiresAt) == (wish.SendAt, wish.ExpiresAt));
}

/// <summary>What was decided about the text of a missed call.</summary>
/// <param name="IntentId">The text; null where there is none.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="IsDeferred">Whether as-call-service is to word it.</param>
internal sealed record ReportedTextBack(Guid? IntentId, string? Reason, bool IsDeferred, string CallSid);
