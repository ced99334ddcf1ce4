using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>Texts that others want sent: when, to whom, and how often.</summary>
public sealed class SendDeskTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static int s_numbers;
    private readonly string _to = $"+1212555{1000 + Interlocked.Increment(ref s_numbers):D4}";
    private readonly StepClock _clock = new();
    private JournalHarness _journal = null!;
    private SendDesk _desk = null!;

    public ValueTask InitializeAsync()
    {
        _journal = new JournalHarness(database);
        var (store, ambient) = (new SendStore(database.DataSource), new Ambient(_clock, new Random(s_numbers)));
        _desk = new SendDesk(
            new SendRules(database.Tenants, new FeatureDirectory(null!, new FeatureEnvironment(Features.All))),
            new SendQueue(_journal.Journal, new EventIdentity(new byte[32]), database.Tenants, store, ambient),
            store,
            (_, _, _, _) => throw new InvalidOperationException("There is no text to word here."),
            ambient
        );
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    /// <summary>Noon in the tests is 7 o'clock in New York, where the recipient is.</summary>
    [Fact]
    public async Task A_text_that_nobody_waits_for_waits_for_the_hours_in_which_it_may_go()
    {
        var answer = await _desk.SendAsync(Wish(), null, Stop);
        Assert.Equal(("queued", null), (answer.Sent?.Status, answer.Sent?.MessageSid));
        var (runAt, expiresAt, kind) = await RowAsync(answer.Sent!.Id!.Value);
        Assert.Equal(TestClock.Noon.AddHours(1).UtcDateTime, runAt);
        Assert.Equal(TestClock.Noon.AddHours(5).UtcDateTime, expiresAt);
        Assert.Equal("manual", kind);
    }

    [Fact]
    public async Task Who_wrote_a_moment_ago_is_answered_at_any_hour_and_at_once()
    {
        await database.ExecuteAsync(
            """
            INSERT INTO sms_messages (message_id, intent_id, tenant_id, direction, class, from_number, to_number,
                message_body, status, created_at, updated_at)
            VALUES (@id, @intent, @tenant, 'inbound', 'inbound', @from, @to, 'Hi', 'received', @at, @at)
            """,
            new
            {
                id = 900_000L + s_numbers,
                intent = new Guid(s_numbers, 1, 1, new byte[8]),
                tenant = Samples.TenantId,
                from = _to,
                to = Samples.BusinessNumber,
                at = TestClock.Noon.AddMinutes(-59),
            }
        );
        var answer = await _desk.SendAsync(Wish(), null, Stop);
        // Nobody sends here, so after five seconds it says that it waits.
        Assert.Equal(("queued", null), (answer.Sent?.Status, answer.Sent?.MessageSid));
        var (runAt, expiresAt, kind) = await RowAsync(answer.Sent!.Id!.Value);
        Assert.Equal("answer", kind);
        Assert.True(
            runAt <= TestClock.Noon.AddSeconds(6).UtcDateTime && expiresAt <= TestClock.Noon.AddMinutes(61).UtcDateTime
        );
    }

    [Fact]
    public async Task The_same_key_is_the_same_text()
    {
        var first = await _desk.SendAsync(Wish(), "order-7", Stop);
        var again = await _desk.SendAsync(Wish(), "order-7", Stop);
        Assert.Equal(first.Sent!.Id, again.Sent!.Id);
        var other = await _desk.SendAsync(Wish() with { Body = "Something else" }, "order-7", Stop);
        Assert.Equal((422, "idempotency-key-reused"), (other.Refusal?.Status, other.Refusal?.Code));
        Assert.Equal(1, await TextsAsync());
        Assert.NotEqual(first.Sent.Id, (await _desk.SendAsync(Wish(), "order-8", Stop)).Sent!.Id);
    }

    [Fact]
    public async Task Who_asked_for_no_more_texts_gets_none_and_the_row_says_why()
    {
        await database.ExecuteAsync(
            "INSERT INTO twilio_server.contacts (tenant_id, phone_number, opted_out_at) VALUES (@tenant, @to, @at)",
            new
            {
                tenant = Samples.TenantId,
                to = _to,
                at = TestClock.Noon,
            }
        );
        var answer = await _desk.SendAsync(Wish(), null, Stop);
        Assert.Equal((403, "opted-out"), (answer.Refusal?.Status, answer.Refusal?.Code));
        Assert.Equal(
            "blocked The recipient asked for no more texts.",
            await database.ScalarAsync<string>(
                "SELECT status || ' ' || error_message FROM sms_messages WHERE to_number = @to",
                new { to = _to }
            )
        );
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM twilio_server.jobs j JOIN sms_messages m ON m.message_id = j.stream_id WHERE m.to_number = @to",
                new { to = _to }
            )
        );
    }

    public static TheoryData<string, string, string, int, string> Wrong =>
        new()
        {
            { "5550123", Samples.BusinessNumber, "Hi", 422, "to-malformed" },
            { "+266696687", Samples.BusinessNumber, "Hi", 422, "to-malformed" },
            { Samples.BusinessNumber, Samples.BusinessNumber, "Hi", 422, "to-malformed" },
            { "+442071838750", Samples.BusinessNumber, "Hi", 403, "international-off" },
            { Samples.CallerNumber, "+14155550188", "Hi", 422, "from-unknown" },
            { Samples.CallerNumber, Samples.BusinessNumber, "", 422, "body-malformed" },
            { Samples.CallerNumber, Samples.BusinessNumber, "   ", 422, "body-malformed" },
            { Samples.CallerNumber, Samples.BusinessNumber, "a\0b", 422, "body-malformed" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_refused_with_the_reason(
        string to,
        string from,
        string body,
        int status,
        string code
    )
    {
        var answer = await _desk.SendAsync(new SendWish(to, from, body, Samples.TenantId), null, Stop);
        Assert.Equal((status, code), (answer.Refusal?.Status, answer.Refusal?.Code));
    }

    [Fact]
    public async Task A_body_that_is_too_long_and_a_tenant_that_there_is_not_are_refused()
    {
        Assert.Equal(
            "body-malformed",
            (await _desk.SendAsync(Wish() with { Body = new string('a', 1601) }, null, Stop)).Refusal?.Code
        );
        Assert.Equal(
            "tenant-unknown",
            (await _desk.SendAsync(Wish() with { TenantId = Guid.Empty }, null, Stop)).Refusal?.Code
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SendWish Wish() => new(_to, Samples.BusinessNumber, "On our way.", Samples.TenantId);

    private Task<long> TextsAsync() =>
        database.ScalarAsync<long>("SELECT count(*) FROM sms_messages WHERE to_number = @to", new { to = _to });

    private async Task<(DateTime RunAt, DateTime ExpiresAt, string Class)> RowAsync(Guid intentId) =>
        Assert.Single(
            await database.QueryAsync<(DateTime, DateTime, string)>(
                """
                SELECT j.run_at, m.expires_at, m.class
                FROM sms_messages m JOIN twilio_server.jobs j ON j.stream_id = m.message_id
                WHERE m.intent_id = @intentId
                """,
                new { intentId }
            )
        );

    /// <summary>A clock whose pauses are over at once, and have passed.</summary>
    private sealed class StepClock : TimeProvider
    {
        private long _ticks;

        public override DateTimeOffset GetUtcNow() => TestClock.Noon.AddTicks(Interlocked.Read(ref _ticks));

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
                Interlocked.Add(ref _ticks, dueTime.Ticks);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
