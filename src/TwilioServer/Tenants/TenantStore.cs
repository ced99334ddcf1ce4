using Npgsql;
using NpgsqlTypes;
using TwilioServer.Audit;
using TwilioServer.Storage;

namespace TwilioServer.Tenants;

/// <summary>Who said that a number belongs to its tenant.</summary>
public enum NumberSource
{
    Operator,

    /// <summary>pns-provisioning-service, when a call came for it.</summary>
    Provisioning,
}

/// <summary>Why a change was refused: nothing was changed.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Problems">Each for people.</param>
public sealed record Refused(string Code, IReadOnlyList<string> Problems)
{
    public const string Contradiction = "settings-contradict";
    public const string TenantUnknown = "tenant-unknown";
    public const string NumberUnknown = "number-unknown";
    public const string NumberTaken = "number-taken";
    public const string Loop = "number-loop";
    public const string Outdated = "settings-outdated";

    public Refused(string code, string problem)
        : this(code, [problem]) { }
}

/// <summary>Writes tenants and numbers; each change is checked, audited and announced in one transaction.</summary>
public sealed class TenantStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Adds a tenant, or changes its settings.</summary>
    /// <param name="actor">Who asks for it, for the audit log.</param>
    /// <param name="ifVersion">The version that the change was made from; null where that does not matter.</param>
    /// <returns>Null when it is saved.</returns>
    public async Task<Refused?> SaveAsync(
        Guid tenantId,
        TenantSettings settings,
        string actor,
        CancellationToken cancellation,
        long? ifVersion = null
    )
    {
        string[] problems = [.. settings.Problems()];
        if (problems.Length > 0)
            return new Refused(Refused.Contradiction, problems);
        await using var change = await TenantChange.BeginAsync(dataSource, cancellation);
        var known = await change.ReadTenantAsync(tenantId, cancellation);
        if (ifVersion is { } version && version != (known?.Version ?? 0))
            return new Refused(
                Refused.Outdated,
                $"The settings were changed meanwhile: they have version {known?.Version ?? 0} now. Read them again."
            );
        if (await change.FindOwnNumberAsync(PhonesOf(settings), cancellation) is { } own)
            return new Refused(
                Refused.Loop,
                $"forwardTo: {own} is one of the numbers that calls come in on; they would come back for ever."
            );
        var json = TenantJson.Write(settings);
        var now = time.GetUtcNow();
        change.Add("Tenants/upsert-tenant", tenantId, settings.BusinessName, TenantChange.Jsonb(json), now);
        change.Add(new AuditEntry(now, actor, "tenant.changed", tenantId, "settings", known?.Json, json));
        await change.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Gives a number to a tenant.</summary>
    /// <returns>Null when the tenant has it.</returns>
    public async Task<Refused?> SaveNumberAsync(
        string phoneNumber,
        Guid tenantId,
        NumberSource source,
        string actor,
        CancellationToken cancellation
    )
    {
        if (!PhoneNumber.IsE164(phoneNumber))
            return new Refused(Refused.Contradiction, "phoneNumber: expected an E.164 number such as +14155550100.");
        await using var change = await TenantChange.BeginAsync(dataSource, cancellation);
        if (await change.ReadTenantAsync(tenantId, cancellation) is null)
            return new Refused(Refused.TenantUnknown, "There is no such tenant.");
        if (await change.ReadNumberAsync(phoneNumber, cancellation) is { } known)
            return known.TenantId == tenantId
                ? null
                : new Refused(Refused.NumberTaken, "Another tenant has this number.");
        if (await change.IsForwardedToAsync(phoneNumber, cancellation))
            return new Refused(
                Refused.Loop,
                "A tenant's calls are forwarded to this number; they would come back for ever."
            );
        var now = time.GetUtcNow();
        change.Add("Tenants/insert-number", phoneNumber, tenantId, source.ToString().ToLowerInvariant(), now);
        change.Add(new AuditEntry(now, actor, "number.added", tenantId, phoneNumber, null, "{}"));
        await change.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Says what is special about a tenant's number.</summary>
    /// <returns>Null when it is saved.</returns>
    public async Task<Refused?> SaveNumberSettingsAsync(
        string phoneNumber,
        Guid tenantId,
        NumberSettings settings,
        string actor,
        CancellationToken cancellation
    )
    {
        string[] problems = [.. settings.Problems()];
        if (problems.Length > 0)
            return new Refused(Refused.Contradiction, problems);
        await using var change = await TenantChange.BeginAsync(dataSource, cancellation);
        if (await FindOwnAsync(change, phoneNumber, tenantId, cancellation) is not { } known)
            return NoSuchNumber;
        if (await change.FindOwnNumberAsync(PhonesOf(settings), cancellation) is { } own)
            return new Refused(
                Refused.Loop,
                $"forwardTo: {own} is one of the numbers that calls come in on; they would come back for ever."
            );
        var json = TenantJson.Write(settings);
        var now = time.GetUtcNow();
        change.Add("Tenants/update-number", phoneNumber, TenantChange.Jsonb(json), now);
        change.Add(new AuditEntry(now, actor, "number.changed", tenantId, phoneNumber, known.Json, json));
        await change.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Takes a number away from its tenant: calls to it are not served any more.</summary>
    /// <returns>Null when it is gone.</returns>
    public async Task<Refused?> RemoveNumberAsync(
        string phoneNumber,
        Guid tenantId,
        string actor,
        CancellationToken cancellation
    )
    {
        await using var change = await TenantChange.BeginAsync(dataSource, cancellation);
        if (await FindOwnAsync(change, phoneNumber, tenantId, cancellation) is not { } known)
            return NoSuchNumber;
        var now = time.GetUtcNow();
        change.Add("Tenants/delete-number", phoneNumber);
        change.Add(new AuditEntry(now, actor, "number.removed", tenantId, phoneNumber, known.Json, null));
        await change.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Whether another tenant has the number or nobody: who asks learns nothing of others.</summary>
    private static Refused NoSuchNumber => new(Refused.NumberUnknown, "The tenant has no such number.");

    private static async Task<KnownNumber?> FindOwnAsync(
        TenantChange change,
        string phoneNumber,
        Guid tenantId,
        CancellationToken cancellation
    ) =>
        await change.ReadNumberAsync(phoneNumber, cancellation) is { } known && known.TenantId == tenantId
            ? known
            : null;

    private static IEnumerable<string> PhonesOf(TenantSettings settings) =>
        [
            .. settings.ForwardTo,
            .. settings.AfterHours?.ForwardTo ?? [],
            .. settings.Holidays.SelectMany(holiday => holiday.Closed?.ForwardTo ?? []),
        ];

    private static IEnumerable<string> PhonesOf(NumberSettings settings) =>
        [.. settings.Calls?.ForwardTo ?? [], .. settings.AfterHours?.ForwardTo ?? []];
}

/// <summary>A tenant as it is saved.</summary>
internal sealed record KnownTenant(string Json, long Version);

/// <summary>A number as it is saved.</summary>
internal sealed record KnownNumber(Guid TenantId, string Json);
