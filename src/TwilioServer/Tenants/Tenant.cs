namespace TwilioServer.Tenants;

/// <summary>A business, with the version of its settings that is in force.</summary>
public sealed record Tenant(Guid TenantId, TenantSettings Settings, long SettingsVersion)
{
    /// <summary>What is special about its numbers; a number that is missing has nothing special.</summary>
    public IReadOnlyDictionary<string, NumberSettings> Numbers { get; init; } =
        System.Collections.Frozen.FrozenDictionary<string, NumberSettings>.Empty;

    /// <summary>What holds for a call to one of its numbers.</summary>
    /// <param name="moment">When the call came in.</param>
    public CallSettings SettingsFor(string phoneNumber, DateTimeOffset moment) =>
        CallSettings.For(Settings, Numbers.GetValueOrDefault(phoneNumber) ?? NumberSettings.None, moment);
}
