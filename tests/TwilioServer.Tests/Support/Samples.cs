using TwilioServer.Calls;
using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Support;

/// <summary>The cast of the tests: one business, its numbers, one caller.</summary>
internal static class Samples
{
    public const string BusinessNumber = "+14155550123";
    public const string OwnerNumber = "+14155550199";
    public const string CallerNumber = "+12125550147";
    public const string CallSid = "CA0123456789abcdef0123456789abcdef";
    public const string AccountSid = "AC0123456789abcdef0123456789abcdef";
    public const string BaseUrl = "https://calls.example.test/twilio";

    public static readonly Guid TenantId = new("018f0000-0000-7000-8000-000000000001");

    public static TenantSettings Settings { get; } =
        new()
        {
            BusinessName = "Rivera Plumbing",
            ForwardTo = [OwnerNumber],
            RequireKeyPress = false,
        };

    public static CallState Call { get; } =
        new(7_001, CallSid, TenantId, CallerNumber, BusinessNumber, "inbound", TestClock.Noon);

    public static CallContext Context { get; } =
        new(
            SettingsOf(Settings),
            CallRules.Usual,
            CallConditions.Usual,
            TestClock.Noon.AddSeconds(30),
            BaseUrl,
            ContactState.Unknown
        );

    /// <summary>What holds for a call of a tenant with these settings.</summary>
    public static CallSettings SettingsOf(TenantSettings settings) =>
        CallSettings.For(settings, NumberSettings.None, TestClock.Noon);

    /// <summary>The context of a call of a tenant with these settings.</summary>
    public static CallContext With(TenantSettings settings) => Context with { Settings = SettingsOf(settings) };

    /// <summary>What the calls of these tenants are decided with.</summary>
    public static Func<Guid, CallSurroundings?> Around(TenantDirectory tenants) =>
        id =>
            tenants.Find(id) is { } tenant ? new CallSurroundings(tenant, CallConditions.Usual, CallRules.Usual) : null;

    public static DeliveryTenants Tenants(TenantDirectory tenants) =>
        new(tenants.FindByNumber, (tenant, number, at) => Around(tenants)(tenant.TenantId)!.RingsNobody(number, at));
}
