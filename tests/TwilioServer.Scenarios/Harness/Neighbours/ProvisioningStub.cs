namespace TwilioServer.Scenarios.Harness.Neighbours;

/// <summary>pns-provisioning-service: a number that it does not have is answered with 200, too.</summary>
public sealed class ProvisioningStub(string key) : StubServer
{
    private const string Coded = "/internal/phone-numbers/lookup/";
    private const string Papers = "/phone-numbers/lookup/";

    private readonly Dictionary<string, (Guid TenantId, string Status)> _numbers = new(StringComparer.Ordinal);

    /// <summary>Whether it answers as its papers say: at another address, and without an envelope.</summary>
    public bool FollowsPapers { get; set; }

    /// <summary>What it answers whatever it is asked; null for what it knows.</summary>
    public StubAnswer? Always { get; set; }

    public void Add(string number, Guid tenantId, string status = "provisioned") =>
        _numbers[number] = (tenantId, status);

    protected override Task<StubAnswer> AnswerAsync(StubRequest request) => Task.FromResult(Always ?? Answer(request));

    private StubAnswer Answer(StubRequest request)
    {
        if (request.Headers.GetValueOrDefault("x-service-key") != key)
            return new StubAnswer(401, """{"detail":"Unauthorized"}""");
        var prefix = FollowsPapers ? Papers : Coded;
        if (!request.PathAndQuery.StartsWith(prefix, StringComparison.Ordinal))
            return new StubAnswer(404, """{"detail":"Not Found"}""");
        var number = Uri.UnescapeDataString(request.PathAndQuery[prefix.Length..]);
        if (!_numbers.TryGetValue(number, out var known))
            return new StubAnswer(
                200,
                """{"success":false,"error":{"code":"PHONE_NUMBER_NOT_FOUND","message":"Phone number not found"}}"""
            );
        var data = $$"""{"tenantId":"{{known.TenantId}}","phoneNumber":"{{number}}","status":"{{known.Status}}"}""";
        return new StubAnswer(
            200,
            FollowsPapers
                ? data
                : $$"""{"success":true,"message":"Success","data":{{data}},"timestamp":"2026-11-16T12:00:00Z"}"""
        );
    }
}
