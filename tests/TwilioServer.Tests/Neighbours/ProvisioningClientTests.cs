using TwilioServer.Neighbours;
using TwilioServer.Scenarios.Harness.Neighbours;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Neighbours;

/// <summary>Whose a number is, as pns-provisioning-service answers it: in two shapes, and with 200 for what it does not have.</summary>
public sealed class ProvisioningClientTests : IAsyncDisposable
{
    private const string Key = "a-key-of-the-neighbours-in-tests";
    private readonly ProvisioningStub _stub = new(Key);
    private readonly ProvisioningClient _client;

    public ProvisioningClientTests() => _client = new ProvisioningClient(_stub.Url, Key);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stub.DisposeAsync();
    }

    [Theory]
    [InlineData(false, "provisioned", true)]
    [InlineData(false, "provisioning", true)]
    [InlineData(false, "active", true)]
    [InlineData(false, "suspended", false)]
    [InlineData(false, "released", false)]
    [InlineData(true, "provisioned", true)]
    public async Task A_number_that_it_has(bool followsPapers, string status, bool isUsable)
    {
        _stub.FollowsPapers = followsPapers;
        _stub.Add(Samples.BusinessNumber, Samples.TenantId, status);
        Assert.Equal(new ProvisionedNumber.Found(Samples.TenantId, isUsable), await AskAsync());
        Assert.EndsWith("/lookup/%2B14155550123", _stub.Requests[^1].PathAndQuery);
    }

    [Fact]
    public async Task A_number_that_it_does_not_have_is_answered_with_200() =>
        Assert.IsType<ProvisionedNumber.NotFound>(await AskAsync());

    [Theory]
    [InlineData(401, "{}")]
    [InlineData(500, "{}")]
    [InlineData(302, "{}")]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"success":true,"data":{"tenantId":"x","phoneNumber":"+14155550123"} }""")]
    [InlineData(200, """{"success":true,"data":{"tenantId":7,"phoneNumber":"+14155550123"} }""")]
    [InlineData(
        200,
        """{"success":true,"data":{"tenantId":"018f0000-0000-7000-8000-000000000001","phoneNumber":"+14155550199"} }"""
    )]
    public async Task An_answer_that_cannot_be_believed_is_none(int status, string body)
    {
        _stub.Always = new StubAnswer(status, body);
        Assert.IsType<ProvisionedNumber.Unavailable>(await AskAsync());
    }

    [Fact]
    public async Task Where_nobody_listens_there_is_no_answer()
    {
        using var nowhere = new ProvisioningClient(new Uri("http://127.0.0.1:1"), Key);
        Assert.IsType<ProvisionedNumber.Unavailable>(
            await nowhere.LookUpAsync(Samples.BusinessNumber, TestContext.Current.CancellationToken)
        );
    }

    private Task<ProvisionedNumber> AskAsync() =>
        _client.LookUpAsync(Samples.BusinessNumber, TestContext.Current.CancellationToken);
}
