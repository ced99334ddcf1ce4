using TwilioServer.Conversations;
using TwilioServer.Journal;
using TwilioServer.Messages;

namespace TwilioServer.Simulation.Memory;

/// <summary>Reads conversations from tables in memory.</summary>
public sealed class MemoryConversations(MemoryTables tables) : IConversationFacts
{
    public Task<ContactState> ContactAsync(ContactKey customer, CancellationToken cancellation) =>
        Task.FromResult(tables.Contacts.GetValueOrDefault(customer) ?? ContactState.Unknown);

    public Task<IReadOnlyList<OpenConversation>> OpenAsync(
        Guid tenantId,
        string number,
        DateTimeOffset since,
        CancellationToken cancellation
    ) =>
        Task.FromResult<IReadOnlyList<OpenConversation>>([
            .. tables
                .Contacts.Where(pair => pair.Key.TenantId == tenantId && pair.Value.LastInboundAt > since)
                .OrderByDescending(pair => pair.Value.LastInboundAt)
                .Take(20)
                .Select(pair => new OpenConversation(pair.Key.PhoneNumber, "")),
        ]);

    public Task<OwnerQuestion?> QuestionAsync(
        ContactKey owner,
        DateTimeOffset since,
        DateTimeOffset before,
        CancellationToken cancellation
    ) =>
        Task.FromResult(
            tables
                .Messages.Values.Select(row => row.State)
                .Where(state =>
                    state.TenantId == owner.TenantId
                    && state.From == owner.PhoneNumber
                    && state.CreatedAt > since
                    && state.CreatedAt < before
                    && state.Customers is not null
                )
                .OrderByDescending(state => state.CreatedAt)
                .Take(1)
                .Where(state => state.Handling == Handling.Which)
                .Select(state => new OwnerQuestion(state.MessageSid!, state.Customers!))
                .FirstOrDefault()
        );

    public Task<IReadOnlyList<SpokenLine>> HistoryAsync(
        ContactKey customer,
        DateTimeOffset since,
        CancellationToken cancellation
    ) =>
        Task.FromResult<IReadOnlyList<SpokenLine>>([
            .. tables
                .Messages.Values.Select(row => row.State)
                .Where(state =>
                    state.TenantId == customer.TenantId
                    && (state.From == customer.PhoneNumber || state.To == customer.PhoneNumber)
                    && state.CreatedAt > since
                )
                .OrderBy(state => state.CreatedAt)
                .Select(state => new SpokenLine(
                    state.MessageSid ?? "",
                    state.CreatedAt,
                    state.Direction == "inbound" ? null : state.Author,
                    state.Body
                )),
        ]);
}
