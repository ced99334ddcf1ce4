using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Jobs;
using TwilioServer.Messages;
using TwilioServer.RateLimits;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;
using TwilioServer.Tests.TwilioApi;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Messages;

public sealed class SendMessageHandlerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string OwnSid = "ACc0000000000000000000000000000009";
    private (int Status, string Body) _ownAccountAnswers = Accepted;
    private FakeTwilio _twilio = null!;

    private static (int Status, string Body) Accepted =>
        (201, $$"""{"sid":"{{MessageStory.Sid}}","status":"queued"}""");

    public async ValueTask InitializeAsync() =>
        _twilio = await FakeTwilio.StartAsync(asked =>
            asked.Contains(OwnSid, StringComparison.Ordinal) ? _ownAccountAnswers : Accepted
        );

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Fact]
    public async Task A_message_is_posted_once_with_its_intent_in_the_callback()
    {
        await using var harness = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 1);
        Assert.Equal(JobResult.EndedByEvent, await Handler(harness).RunAsync(job, CancellationToken.None).Soon());
        Assert.Equal(JobResult.Done, await Handler(harness).RunAsync(job with { Attempt = 2 }, default).Soon());
        var form = Assert.Single(_twilio.Texts);
        Assert.Equal(
            (Samples.BusinessNumber, JournalHarness.Caller(1)),
            (form["From"].ToString(), form["To"].ToString())
        );
        Assert.Contains($"/webhooks/sms/status?i={key["intent:".Length..]}&", form["StatusCallback"].ToString());
        Assert.Equal("900", form["ValidityPeriod"].ToString());
        Assert.Equal("accepted", await StatusAsync(job));
    }

    [Fact]
    public async Task A_tenant_with_an_account_of_its_own_sends_from_it()
    {
        await using var harness = new JournalHarness(database);
        var (job, _) = await ClaimedMessage.MakeAsync(database, harness, 7);
        using var own = _twilio.ClientOf(OwnSid);
        var handler = Handler(harness, new MessageApi(_ => [own, _twilio.Client]));
        Assert.Equal(JobResult.EndedByEvent, await handler.RunAsync(job, CancellationToken.None).Soon());
        Assert.Equal((1, 0), (_twilio.TextsOf(OwnSid).Count, _twilio.Texts.Count));
        Assert.Equal("accepted", await StatusAsync(job));
    }

    /// <summary>A refusal is an answer: nothing was sent, so the other account may.</summary>
    [Fact]
    public async Task A_number_that_is_still_in_the_service_s_account_is_sent_from_there()
    {
        await using var harness = new JournalHarness(database);
        var (job, _) = await ClaimedMessage.MakeAsync(database, harness, 8);
        using var own = _twilio.ClientOf(OwnSid);
        _ownAccountAnswers = (400, """{"code":21660,"message":"Mismatch","status":400}""");
        var handler = Handler(harness, new MessageApi(_ => [own, _twilio.Client]));
        await handler.RunAsync(job, CancellationToken.None).Soon();
        Assert.Equal((1, 1), (_twilio.TextsOf(OwnSid).Count, _twilio.Texts.Count));
        Assert.Equal("accepted", await StatusAsync(job));
    }

    [Fact]
    public async Task Over_the_cap_of_a_day_a_text_is_blocked_and_says_why()
    {
        await using var harness = new JournalHarness(database);
        await database.ExecuteAsync("DELETE FROM twilio_server.send_attempts");
        var clock = new TestClock();
        var caps = new DailyCaps(
            database.DataSource,
            new DailyCapSettings(PerTenant: 1, ForAll: 100),
            clock,
            NullLogger<DailyCaps>.Instance
        );
        var (first, _) = await ClaimedMessage.MakeAsync(database, harness, 21);
        await Handler(harness, null, null, caps).RunAsync(first, CancellationToken.None).Soon();
        var (second, _) = await ClaimedMessage.MakeAsync(database, harness, 22);
        Assert.Equal(JobResult.Done, await Handler(harness, null, null, caps).RunAsync(second, default).Soon());
        Assert.Single(_twilio.Texts);
        Assert.Equal(("accepted", "blocked"), (await StatusAsync(first), await StatusAsync(second)));

        clock.Advance(TimeSpan.FromHours(24));
        Assert.Null(await caps.ReachedAsync(Samples.TenantId, CancellationToken.None));
    }

    /// <summary>Only what missed calls make us send is capped: an answer to somebody of the same block goes.</summary>
    [Fact]
    public async Task Over_the_cap_of_a_block_a_text_back_is_blocked_and_an_answer_is_not()
    {
        await using var harness = new JournalHarness(database);
        await database.ExecuteAsync("UPDATE sms_messages SET created_at = created_at - interval '1 day'");
        var clock = new TestClock();
        var cap = new PrefixCap(database.DataSource, new PrefixCapSettings(1), clock, NullLogger<PrefixCap>.Instance);
        var (first, _) = await ClaimedMessage.MakeAsync(database, harness, 31);
        var (second, _) = await ClaimedMessage.MakeAsync(database, harness, 32);
        var (third, _) = await ClaimedMessage.MakeAsync(database, harness, 33);
        var answer = third with
        {
            Payload = third.Payload.Replace("\"text-back\"", "\"answer\"", StringComparison.Ordinal),
        };
        (Job Job, DateTimeOffset QueuedAt)[] inOrder =
        [
            (first, TestClock.Noon.AddSeconds(1)),
            (second, TestClock.Noon.AddSeconds(2)),
            (answer, TestClock.Noon.AddSeconds(3)),
        ];
        foreach (var (job, queuedAt) in inOrder)
            await database.ExecuteAsync(
                "UPDATE sms_messages SET created_at = @queuedAt WHERE to_number = @To",
                new { queuedAt, MessageJobs.Parse(job.Payload).To }
            );
        foreach (var (job, queuedAt) in inOrder)
        {
            var payload = JsonNode.Parse(job.Payload)!;
            payload["createdAt"] = queuedAt;
            await Handler(harness, prefixCap: cap)
                .RunAsync(job with { Payload = payload.ToJsonString() }, CancellationToken.None)
                .Soon();
        }
        Assert.Equal(
            ("accepted", "blocked", "accepted"),
            (await StatusAsync(first), await StatusAsync(second), await StatusAsync(answer))
        );
    }

    /// <summary>A permission that nobody used would be looked up in vain, and its text given up.</summary>
    [Fact]
    public async Task A_sender_that_is_told_to_stop_while_it_asks_for_permission_uses_it()
    {
        await using var harness = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 2);
        using var stopping = new CancellationTokenSource();
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync(
            "SELECT 1 FROM twilio_server.stream_keys WHERE stream_key = @key FOR UPDATE",
            new { key }
        );
        var sending = Handler(harness).RunAsync(job, stopping.Token);
        await stopping.CancelAsync();
        await transaction.RollbackAsync();
        Assert.Equal(JobResult.EndedByEvent, await sending.Soon());
        Assert.Single(_twilio.Texts);
        Assert.Equal("accepted", await StatusAsync(job));
    }

    [Fact]
    public async Task A_sender_that_was_told_to_stop_before_asks_for_nothing()
    {
        await using var harness = new JournalHarness(database);
        var (job, _) = await ClaimedMessage.MakeAsync(database, harness, 3);
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            Handler(harness).RunAsync(job, new CancellationToken(canceled: true))
        );
        Assert.Empty(_twilio.Texts);
        Assert.Equal("queued", await StatusAsync(job));
    }

    /// <summary>Waiting is not failing: it costs none of the job's attempts, and the message goes when its turn comes.</summary>
    [Fact]
    public async Task A_message_over_the_tenant_s_rate_waits_for_its_turn_and_goes_then()
    {
        await using var harness = new JournalHarness(database);
        var clock = new TestClock();
        // What the other tests sent is past.
        clock.Advance(TimeSpan.FromHours(1));
        var window = new SendWindow(1, TimeSpan.FromMinutes(1));
        var buckets = new PostgresRateBuckets(
            database.DataSource,
            new SentMessages(database.DataSource, window),
            window,
            clock
        );
        var rate = new SendRate(null, buckets, database.DataSource, window, clock, NullLogger<SendRate>.Instance);
        var (job, _) = await ClaimedMessage.MakeAsync(database, harness, 4);
        // Another message of this tenant went a second ago.
        var turn = new SendTurn(Samples.TenantId, Samples.BusinessNumber, TimeSpan.Zero, SendLane.Conversation);
        Assert.Null(await rate.TakeAsync(turn, CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(JobResult.EndedByEvent, await Handler(harness, rate).RunAsync(job, default).Soon());
        Assert.Empty(_twilio.Texts);
        Assert.Equal("queued", await StatusAsync(job));
        var waiting = await database.QueryAsync<(string State, DateTime RunAt, int Left)>(
            "SELECT state, run_at, max_attempts - attempt FROM twilio_server.jobs WHERE job_id = @JobId",
            job
        );
        Assert.Equal(
            ("available", TestClock.Noon.AddMinutes(61).UtcDateTime, job.MaxAttempts),
            (waiting[0].State, waiting[0].RunAt, waiting[0].Left)
        );
        clock.Advance(TimeSpan.FromMinutes(1));
        var again = await new JobStore(database.DataSource, clock).ClaimAsync(
            job.NodeId,
            [MessageDecider.SendJob],
            [100],
            CancellationToken.None
        );
        Assert.Equal(
            JobResult.EndedByEvent,
            await Handler(harness, rate).RunAsync(again.Single(j => j.JobId == job.JobId), default).Soon()
        );
        Assert.Single(_twilio.Texts);
        Assert.Equal("accepted", await StatusAsync(job));
    }

    [Fact]
    public async Task A_text_waits_while_nobody_knows_what_became_of_one_of_the_same_words_and_goes_then()
    {
        await using var harness = new JournalHarness(database);
        var (job, _) = await ClaimedMessage.MakeAsync(database, harness, 41);
        var message = MessageJobs.Parse(job.Payload);
        await database.ExecuteAsync(
            """
            INSERT INTO sms_messages
                (message_id, intent_id, tenant_id, direction, class, from_number, to_number, message_body, status, expires_at, created_at, updated_at)
            VALUES (-41, gen_random_uuid(), @TenantId, 'outbound', 'answer', @From, @To, @Body, 'unknown', @CreatedAt, @CreatedAt, @CreatedAt)
            """,
            message
        );
        var wait = new TwinWait(
            new Twins(database.DataSource),
            new JobPostponer(database.DataSource, new TestClock()).PostponeAsync,
            new TestClock()
        );
        var handler = Handler(harness, twinWait: wait);
        Assert.Equal(JobResult.EndedByEvent, await handler.RunAsync(job, CancellationToken.None).Soon());
        Assert.Empty(_twilio.Texts);
        Assert.Equal("queued", await StatusAsync(job));

        await database.ExecuteAsync("UPDATE sms_messages SET status = 'unknown-final' WHERE message_id = -41");
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromSeconds(10));
        var again = await new JobStore(database.DataSource, clock).ClaimAsync(
            job.NodeId,
            [MessageDecider.SendJob],
            [100],
            CancellationToken.None
        );
        var second = again.Single(other => other.JobId == job.JobId);
        Assert.Equal(job.MaxAttempts - job.Attempt, second.MaxAttempts - second.Attempt);
        Assert.Equal(JobResult.EndedByEvent, await handler.RunAsync(second, CancellationToken.None).Soon());
        Assert.Single(_twilio.Texts);
        Assert.Equal("accepted", await StatusAsync(job));
    }

    private SendMessageHandler Handler(JournalHarness harness, MessageApi api) => Handler(harness, null, api);

    private SendMessageHandler Handler(
        JournalHarness harness,
        SendRate? rate = null,
        MessageApi? api = null,
        DailyCaps? caps = null,
        PrefixCap? prefixCap = null,
        TwinWait? twinWait = null
    ) =>
        new(
            harness.Own,
            api ?? new MessageApi(_twilio.Client),
            new PublicUrls(new WebhookSettings([new Uri(Samples.BaseUrl)])),
            new Ambient(new TestClock(), new Random(1)),
            new SendConditions(rate: rate, caps: caps, prefixCap: prefixCap, twinWait: twinWait)
        );

    private Task<string> StatusAsync(Job job) =>
        database.ScalarAsync<string>(
            """
            SELECT m.status FROM sms_messages m
            JOIN twilio_server.jobs j ON j.stream_id = m.message_id WHERE j.job_id = @JobId
            """,
            job
        );
}
