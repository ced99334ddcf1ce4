namespace TwilioServer.FeatureFlags;

/// <summary>All that is switched.</summary>
public sealed record FeatureList(IReadOnlyList<FeatureRow> Flags, IReadOnlyList<Guid?> Pauses)
{
    public static readonly FeatureList Empty = new([], []);

    /// <summary>What is on for a tenant, before the environment has its say.</summary>
    public Features For(Guid? tenantId)
    {
        var on = Features.None;
        foreach (var feature in FeatureNames.All)
            if (IsOn(feature, null) ?? Features.Default.HasFlag(feature.Feature))
                on |= tenantId is null || (IsOn(feature, tenantId) ?? true) ? feature.Feature : Features.None;
        return on;
    }

    /// <summary>The row of a flag; null where nobody switched it there.</summary>
    /// <param name="tenantId">Null for the row that counts for all.</param>
    public bool? IsOn(FeatureName feature, Guid? tenantId)
    {
        foreach (var row in Flags)
            if (row.Feature == feature.Name && row.TenantId == tenantId)
                return row.Enabled;
        return null;
    }

    public bool IsPaused(Guid? tenantId) =>
        Pauses.Contains(null) || (tenantId is not null && Pauses.Contains(tenantId));
}

/// <summary>A row of <c>feature_flags</c>.</summary>
/// <param name="TenantId">Null: it counts for all.</param>
public sealed record FeatureRow(string Feature, Guid? TenantId, bool Enabled);
