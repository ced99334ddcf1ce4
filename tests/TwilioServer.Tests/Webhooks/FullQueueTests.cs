using System.Diagnostics;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

public sealed class FullQueueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Address = "https://calls.example.test";
    private const string Target = "/webhooks/voice";

    [Fact]
    public async Task When_too_many_wait_the_next_is_told_so_at_once()
    {
        await using var harness = new JournalHarness(database, writers: 1, queueSize: 4);
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("LOCK TABLE twilio_server.stream_keys IN ACCESS EXCLUSIVE MODE");
        var handler = Handler(harness);
        var waiting = new List<Task>();
        var took = new List<double>();
        for (var call = 0; call < 1000 && took.Count < 100; call++)
        {
            var request = Voice(call);
            var since = Stopwatch.GetTimestamp();
            var answering = handler.HandleAsync(request, CallWebhooks.Routes[0]);
            if (answering.IsCompleted && request.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                took.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            waiting.Add(answering);
        }
        await transaction.RollbackAsync();
        await Task.WhenAll(waiting).Soon();
        took.Sort();
        Assert.True(took.Count >= 50, $"{took.Count} were refused.");
        Figures.Print($"503 when the queue is full: median {took[took.Count / 2]:F3} ms, longest {took[^1]:F3} ms");
        Assert.True(took[took.Count / 2] < 5, $"median {took[took.Count / 2]} ms");
    }

    private WebhookHandler Handler(JournalHarness harness)
    {
        var parts = new Verification([Address]);
        return new WebhookHandler(
            parts.Verifier,
            parts.Refusals,
            harness.Journal,
            new DeliveryEntries(
                new EventIdentity(new byte[32]),
                Samples.Tenants(database.Tenants),
                parts.Urls,
                Samples.AccountSid,
                NullLogger<DeliveryEntries>.Instance
            ),
            parts.Urls,
            parts.Rules,
            parts.Sources,
            new Ambient(new TestClock(), new Random(1)),
            NullLogger<WebhookHandler>.Instance
        );
    }

    private static DefaultHttpContext Voice(int call)
    {
        List<KeyValuePair<string, string>> parameters =
        [
            new("AccountSid", Samples.AccountSid),
            new("CallSid", JournalHarness.Sid(900_000 + call)),
            new("From", Samples.CallerNumber),
            new("To", Samples.BusinessNumber),
        ];
        return Requests.Post(Target, Requests.Encode(parameters), Signing.Sign(Address + Target, parameters));
    }
}
