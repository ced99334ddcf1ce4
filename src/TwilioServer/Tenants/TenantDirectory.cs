using System.Collections.Frozen;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Tenants;

/// <summary>
/// All tenants and numbers in memory, so that a webhook finds its tenant without asking the database. Replaced as a
/// whole when a change is announced.
/// </summary>
public sealed class TenantDirectory(NpgsqlDataSource dataSource)
{
    /// <summary>The channel on which a change of tenants or numbers is announced.</summary>
    public const string ChangedChannel = "twilio_server_tenants";

    private volatile Snapshot _snapshot = Snapshot.Empty;

    /// <summary>Told after tenants and numbers were read from the database.</summary>
    public Action? OnReloaded { get; set; }

    /// <summary>All that is known now.</summary>
    public TenantList List
    {
        get
        {
            var (byId, byNumber, _) = _snapshot;
            return new TenantList(
                [.. byId.Values.OrderBy(tenant => tenant.TenantId)],
                new SortedDictionary<string, Guid>(
                    byNumber.ToDictionary(pair => pair.Key, pair => pair.Value.TenantId, StringComparer.Ordinal),
                    StringComparer.Ordinal
                )
            );
        }
    }

    /// <summary>The tenant that owns a number, or null.</summary>
    public Tenant? FindByNumber(string phoneNumber) => _snapshot.ByNumber.GetValueOrDefault(phoneNumber);

    /// <summary>A tenant's numbers, in their order.</summary>
    public IReadOnlyList<string> NumbersOf(Guid tenantId) =>
        [
            .. _snapshot
                .ByNumber.Where(pair => pair.Value.TenantId == tenantId)
                .Select(pair => pair.Key)
                .Order(StringComparer.Ordinal),
        ];

    public Tenant? Find(Guid tenantId) => _snapshot.ById.GetValueOrDefault(tenantId);

    /// <summary>Whether a number is registered with the US carriers (10DLC).</summary>
    public RegistrationStatus RegistrationOf(string phoneNumber) =>
        _snapshot.Registrations.GetValueOrDefault(phoneNumber);

    /// <summary>Takes tenants and numbers that were known earlier, where the database cannot be asked: nothing is sent then.</summary>
    public void Use(TenantList list) => Use(list, FrozenDictionary<string, RegistrationStatus>.Empty);

    private void Use(TenantList list, FrozenDictionary<string, RegistrationStatus> registrations)
    {
        var tenants = list.Tenants.ToDictionary(tenant => tenant.TenantId);
        _snapshot = new Snapshot(
            tenants.ToFrozenDictionary(),
            list.Numbers.Where(pair => tenants.ContainsKey(pair.Value))
                .ToFrozenDictionary(pair => pair.Key, pair => tenants[pair.Value], StringComparer.Ordinal),
            registrations
        );
    }

    /// <summary>Reads all tenants and numbers anew.</summary>
    public async Task ReloadAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Sql.Load("Tenants/read-tenants")),
                new NpgsqlBatchCommand(Sql.Load("Tenants/read-numbers")),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var tenants = new Dictionary<Guid, Tenant>();
        while (await reader.ReadAsync(cancellation))
        {
            var id = reader.GetGuid(0);
            tenants[id] = new Tenant(id, TenantJson.Parse(reader.GetString(1)), reader.GetInt64(2));
        }
        await reader.NextResultAsync(cancellation);
        var numbers = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var registrations = new Dictionary<string, RegistrationStatus>(StringComparer.Ordinal);
        var special = new Dictionary<Guid, Dictionary<string, NumberSettings>>();
        while (await reader.ReadAsync(cancellation))
        {
            var (number, tenantId) = (reader.GetString(0), reader.GetGuid(1));
            numbers[number] = tenantId;
            if (reader.TextOrNull(3) is { } status)
                registrations[number] = NumberRegistration.FromWord(status);
            if (reader.GetString(2) is not "{}" and var settings)
                Of(special, tenantId)[number] = TenantJson.ParseNumber(settings);
        }
        foreach (var (tenantId, ofTenant) in special)
            if (tenants.TryGetValue(tenantId, out var tenant))
                tenants[tenantId] = tenant with { Numbers = ofTenant };
        Use(new TenantList([.. tenants.Values], numbers), registrations.ToFrozenDictionary(StringComparer.Ordinal));
        OnReloaded?.Invoke();
    }

    private static Dictionary<string, NumberSettings> Of(
        Dictionary<Guid, Dictionary<string, NumberSettings>> special,
        Guid tenantId
    ) =>
        special.TryGetValue(tenantId, out var known)
            ? known
            : special[tenantId] = new Dictionary<string, NumberSettings>(StringComparer.Ordinal);

    private sealed record Snapshot(
        FrozenDictionary<Guid, Tenant> ById,
        FrozenDictionary<string, Tenant> ByNumber,
        FrozenDictionary<string, RegistrationStatus> Registrations
    )
    {
        public static readonly Snapshot Empty = new(
            FrozenDictionary<Guid, Tenant>.Empty,
            FrozenDictionary<string, Tenant>.Empty,
            FrozenDictionary<string, RegistrationStatus>.Empty
        );
    }
}

/// <summary>Tenants in the order of their ids, and which tenant has which number.</summary>
public sealed record TenantList(IReadOnlyList<Tenant> Tenants, IReadOnlyDictionary<string, Guid> Numbers);
