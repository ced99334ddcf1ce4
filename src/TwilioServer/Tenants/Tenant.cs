namespace TwilioServer.Tenants;

/// <summary>A business, with the version of its settings that is in force.</summary>
public sealed record Tenant(Guid TenantId, TenantSettings Settings, long SettingsVersion);
