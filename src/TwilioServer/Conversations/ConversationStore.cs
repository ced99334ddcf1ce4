using Npgsql;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Storage;

namespace TwilioServer.Conversations;

/// <summary>Reads conversations from PostgreSQL.</summary>
internal sealed class ConversationStore(NpgsqlDataSource dataSource) : IConversationFacts
{
    public async Task<ContactState> ContactAsync(ContactKey customer, CancellationToken cancellation)
    {
        var rows = await ReadAsync(
            "read-contact",
            row => new ContactState(row.OrNull<DateTimeOffset>(0), row.OrNull<DateTimeOffset>(1))
            {
                LastInboundAt = row.OrNull<DateTimeOffset>(2),
                IntroducedAt = row.OrNull<DateTimeOffset>(3),
                Holder = row.TextOrNull(4) is { } holder ? ConversationHolders.FromWord(holder) : null,
                CallServiceConversationId = row.OrNull<Guid>(5),
            },
            cancellation,
            customer.TenantId,
            customer.PhoneNumber
        );
        return rows is [var contact] ? contact : ContactState.Unknown;
    }

    public async Task<IReadOnlyList<OpenConversation>> OpenAsync(
        Guid tenantId,
        string number,
        DateTimeOffset since,
        CancellationToken cancellation
    ) =>
        await ReadAsync(
            "list-open",
            row => new OpenConversation(row.GetString(0), row.GetString(1)),
            cancellation,
            tenantId,
            since,
            number
        );

    public async Task<OwnerQuestion?> QuestionAsync(
        ContactKey owner,
        DateTimeOffset since,
        DateTimeOffset before,
        CancellationToken cancellation
    )
    {
        var rows = await ReadAsync(
            "find-question",
            row => row.GetBoolean(2) ? new OwnerQuestion(row.GetString(0), Lists.Read(row.GetString(1)) ?? []) : null,
            cancellation,
            owner.TenantId,
            owner.PhoneNumber,
            since,
            before
        );
        return rows is [var question] ? question : null;
    }

    public async Task<IReadOnlyList<SpokenLine>> HistoryAsync(
        ContactKey customer,
        DateTimeOffset since,
        CancellationToken cancellation
    ) =>
        await ReadAsync(
            "read-history",
            row => new SpokenLine(
                row.TextOrNull(0) ?? "",
                row.GetFieldValue<DateTimeOffset>(1),
                row.GetBoolean(2) ? null
                    : row.TextOrNull(3) is { } author ? Enum.Parse<MessageAuthor>(author, ignoreCase: true)
                    : MessageAuthor.System,
                row.GetString(4)
            ),
            cancellation,
            customer.TenantId,
            customer.PhoneNumber,
            since
        );

    /// <summary>The conversations that operators see, the latest first.</summary>
    public async Task<IReadOnlyList<ConversationSummary>> ListAsync(
        Guid tenantId,
        DateTimeOffset since,
        CancellationToken cancellation
    ) =>
        await ReadAsync(
            "list-conversations",
            row => new ConversationSummary(
                row.GetString(0),
                row.TextOrNull(1),
                row.GetFieldValue<DateTimeOffset>(2),
                row.OrNull<DateTimeOffset>(3),
                row.OrNull<Guid>(4)
            ),
            cancellation,
            tenantId,
            since
        );

    /// <summary>The MessageSid of the last text of a customer; null where there is none.</summary>
    public async Task<string?> LastTextAsync(ContactKey customer, CancellationToken cancellation)
    {
        var rows = await ReadAsync(
            "find-last-text",
            row => row.GetString(0),
            cancellation,
            customer.TenantId,
            customer.PhoneNumber
        );
        return rows is [var sid] ? sid : null;
    }

    private async Task<List<T>> ReadAsync<T>(
        string sqlName,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        params object[] values
    )
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Conversations/" + sqlName));
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }
}

/// <summary>A conversation as a list shows it.</summary>
/// <param name="Holder"><c>ai</c> or <c>owner</c>; null where nobody holds it.</param>
/// <param name="OptedOutAt">When the customer asked for no more texts.</param>
/// <param name="CallServiceConversationId">as-call-service's name for it, where it answers.</param>
internal sealed record ConversationSummary(
    string Customer,
    string? Holder,
    DateTimeOffset LastInboundAt,
    DateTimeOffset? OptedOutAt,
    Guid? CallServiceConversationId
);
