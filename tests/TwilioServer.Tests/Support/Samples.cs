using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tenants;

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
        new() { BusinessName = "Rivera Plumbing", ForwardTo = OwnerNumber };

    public static CallState Call { get; } =
        new(7_001, CallSid, TenantId, CallerNumber, BusinessNumber, "inbound", TestClock.Noon);

    public static CallContext Context { get; } =
        new(Settings, TestClock.Noon.AddSeconds(30), BaseUrl, ContactState.Unknown);
}
