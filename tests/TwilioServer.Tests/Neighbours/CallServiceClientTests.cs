using TwilioServer.Neighbours;
using TwilioServer.Scenarios.Harness.Neighbours;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Neighbours;

/// <summary>as-call-service as its code is: what a report must look like there, and what each answer means.</summary>
public sealed class CallServiceClientTests : IAsyncDisposable
{
    private const string Key = "a-key-of-the-neighbours-in-tests";
    private readonly CallServiceStub _stub = new(Key);
    private readonly CallServiceClient _client;

    public CallServiceClientTests() => _client = new CallServiceClient(_stub.Url, Key);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stub.DisposeAsync();
    }

    [Fact]
    public async Task Its_model_takes_an_incoming_call_and_then_the_missed_one()
    {
        Assert.Equal(ReportOutcome.Accepted, (await IncomingAsync()).Outcome);
        var missed = await MissedAsync();
        Assert.Equal(ReportOutcome.Accepted, missed.Outcome);
        Assert.Equal(_stub.Conversations[0].ConversationId, missed.ConversationId);
        Assert.All(_stub.Requests, request => Assert.Equal(Key, request.Headers["X-Service-Key"]));
        Assert.DoesNotContain(_stub.Requests, request => request.Headers.ContainsKey("Expect"));
        Assert.Equal("{\"callSid\":\"" + Samples.CallSid + "\"}", _stub.Requests[1].Body);
    }

    [Fact]
    public async Task A_missed_call_that_it_does_not_know_was_surely_not_processed() =>
        Assert.Equal(ReportOutcome.NotProcessed, (await MissedAsync()).Outcome);

    [Theory]
    [InlineData(400, "{}", ReportOutcome.Refused)]
    [InlineData(401, "{}", ReportOutcome.NotProcessed)]
    [InlineData(404, "{}", ReportOutcome.NotProcessed)]
    [InlineData(422, """{"detail":[]}""", ReportOutcome.Refused)]
    [InlineData(429, "{}", ReportOutcome.NotProcessed)]
    [InlineData(302, "{}", ReportOutcome.Refused)]
    [InlineData(500, "{}", ReportOutcome.Unknown)]
    [InlineData(502, "{}", ReportOutcome.Unknown)]
    [InlineData(503, "{}", ReportOutcome.Unknown)]
    [InlineData(200, "", ReportOutcome.Unknown)]
    [InlineData(200, "<html>", ReportOutcome.Unknown)]
    [InlineData(200, "[]", ReportOutcome.Unknown)]
    [InlineData(200, """{"success":false}""", ReportOutcome.Unknown)]
    [InlineData(200, """{"success":true,"data":null}""", ReportOutcome.Accepted)]
    [InlineData(200, """{"call":{"conversationId":7}}""", ReportOutcome.Accepted)]
    public async Task What_an_answer_means(int status, string body, ReportOutcome outcome)
    {
        _stub.FailNext("/calls/missed", new StubAnswer(status, body));
        var result = await MissedAsync();
        Assert.Equal((outcome, null), (result.Outcome, result.ConversationId));
        Assert.Equal(outcome == ReportOutcome.Accepted, result.Reason is null);
    }

    [Fact]
    public async Task The_papers_put_the_call_at_the_top()
    {
        var id = Samples.TenantId;
        _stub.FailNext("/calls/missed", new StubAnswer(200, $$"""{"call":{"conversationId":"{{id}}"} }"""));
        Assert.Equal(id, (await MissedAsync()).ConversationId);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_request_leaves_it_open()
    {
        await IncomingAsync();
        _stub.FailNext("/calls/missed", new StubAnswer(0, "") { BreaksConnection = true });
        Assert.Equal(ReportOutcome.Unknown, (await MissedAsync()).Outcome);
        Assert.Single(_stub.Conversations);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_none()
    {
        _stub.FailNext("/calls/missed", new StubAnswer(200, new string(' ', 100_000)));
        Assert.Equal(ReportOutcome.Unknown, (await MissedAsync()).Outcome);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_left()
    {
        using var nowhere = new CallServiceClient(new Uri("http://127.0.0.1:1"), Key);
        Assert.Equal(
            ReportOutcome.NotProcessed,
            (await nowhere.ReportMissedAsync(Samples.CallSid, TestContext.Current.CancellationToken)).Outcome
        );
    }

    [Theory]
    [InlineData("anonymous", Samples.BusinessNumber)]
    [InlineData(Samples.CallerNumber, "sip:business")]
    public async Task What_it_would_answer_500_to_for_ever_is_not_sent(string from, string to)
    {
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _client.ReportIncomingAsync(Samples.CallSid, from, to, "inbound", Samples.TenantId, CancellationToken.None)
        );
        Assert.Empty(_stub.Requests);
    }

    private Task<ReportResult> IncomingAsync() =>
        _client.ReportIncomingAsync(
            Samples.CallSid,
            Samples.CallerNumber,
            Samples.BusinessNumber,
            "inbound",
            Samples.TenantId,
            TestContext.Current.CancellationToken
        );

    private Task<ReportResult> MissedAsync() =>
        _client.ReportMissedAsync(Samples.CallSid, TestContext.Current.CancellationToken);
}
