using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.RateLimits;
using TwilioServer.Tenants;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;
using TwilioServer.Tests.TwilioApi;
using TwilioServer.Webhooks;
using static TwilioServer.Tests.Messages.CopyStory;

namespace TwilioServer.Tests.Messages;

/// <summary>A second copy is asked for what a first POST is, and ends when its text does. It is morning in New York.</summary>
public sealed class ScheduleCopyHandlerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static int s_calls;
    private readonly TestClock _clock = new();
    private JournalHarness _journal = null!;
    private FakeTwilio _twilio = null!;

    public async ValueTask InitializeAsync()
    {
        _journal = new JournalHarness(database);
        _clock.Advance(Now - TestClock.Noon);
        await database.ExecuteAsync("DELETE FROM twilio_server.send_attempts");
        _twilio = await FakeTwilio.StartAsync(_ => (201, $$"""{"sid":"SM{{s_calls:x32}}","status":"scheduled"}"""));
    }

    public async ValueTask DisposeAsync()
    {
        await _twilio.DisposeAsync();
        await _journal.DisposeAsync();
    }

    /// <summary>It goes out 20 minutes ahead, at 11:20 where its recipient is; the last hour there is over at 21:00.</summary>
    [Theory]
    [InlineData(60, 40 * 60)]
    [InlineData(9 * 60, (8 * 60 + 40) * 60)]
    [InlineData(12 * 60, (9 * 60 + 40) * 60)]
    public async Task A_copy_ends_with_its_text_or_the_recipient_s_day_counted_from_when_it_goes_out(
        int lifetimeMinutes,
        int validitySeconds
    )
    {
        var job = await LostAsync(TimeSpan.FromMinutes(lifetimeMinutes));
        Assert.Equal(JobResult.EndedByEvent, await Handler().RunAsync(job, Stop).Soon());
        var form = Assert.Single(_twilio.Texts);
        Assert.Equal(
            ("2026-11-16T16:20:00Z", $"{validitySeconds}", Service),
            (form["SendAt"].ToString(), form["ValidityPeriod"].ToString(), form["MessagingServiceSid"].ToString())
        );
        Assert.Equal(("waiting", "unknown", null), await RowAsync(job));
    }

    [Fact]
    public async Task A_worker_that_was_held_up_schedules_nothing_that_would_outlive_its_text()
    {
        var job = await LostAsync(TimeSpan.FromMinutes(60));
        _clock.Advance(TimeSpan.FromMinutes(40));
        // The journal permits it by the time at which it was asked.
        var permittedBefore = new OwnEvents(_journal.Journal, Identity, new Ambient(At(Now), new Random(2)));
        await Handler(events: permittedBefore).RunAsync(job, Stop).Soon();
        Assert.Empty(_twilio.Texts);
        Assert.Equal(("due", "unknown", null), await RowAsync(job));

        // Asked again, it is given up.
        _clock.Advance(TimeSpan.FromMinutes(1));
        var claimed = await new JobStore(database.DataSource, _clock).ClaimAsync(job.NodeId, [job.Kind], [100], Stop);
        var again = claimed.Single(other => other.JobId == job.JobId) with { Payload = job.Payload };
        await Handler().RunAsync(again, Stop).Soon();
        Assert.Empty(_twilio.Texts);
        Assert.Equal(("canceled", "unknown-final", null), await RowAsync(job));
    }

    /// <summary>Both POSTs may reach the phone, so both count: a cap that has room for one text has none for its copy.</summary>
    [Theory]
    [InlineData(1, 100, DailyCaps.OfTenant)]
    [InlineData(100, 1, DailyCaps.OfAll)]
    [InlineData(2, 2, null)]
    public async Task Over_a_cap_of_the_day_there_is_no_copy(int ofTenant, int ofAll, string? reached)
    {
        var job = await LostAsync(TimeSpan.FromMinutes(60));
        var caps = new DailyCaps(
            database.DataSource,
            new DailyCapSettings(ofTenant, ofAll),
            _clock,
            NullLogger<DailyCaps>.Instance
        );
        await Handler(new SendConditions(caps: caps)).RunAsync(job, Stop).Soon();
        Assert.Equal(reached is null ? 1 : 0, _twilio.Texts.Count);
        Assert.Equal(
            reached is null
                ? ("waiting", "unknown", null)
                : ("canceled", "unknown-final", $"No second copy: {reached} is reached."),
            await RowAsync(job)
        );
        // The copy counts as a text of its own.
        if (reached is null)
            Assert.Equal(DailyCaps.OfAll, await caps.ReachedAsync(Samples.TenantId, Stop));
    }

    [Fact]
    public async Task A_number_that_lost_its_registration_meanwhile_sends_no_copy()
    {
        var job = await LostAsync(TimeSpan.FromMinutes(60));
        await database.ExecuteAsync(
            "INSERT INTO twilio_server.number_registrations VALUES (@number, 'failed', @at, @at)",
            new { number = Samples.BusinessNumber, at = Now }
        );
        var tenants = new TenantDirectory(database.DataSource);
        await tenants.ReloadAsync(Stop);
        await Handler(new SendConditions(new Sender(tenants))).RunAsync(job, Stop).Soon();
        Assert.Empty(_twilio.Texts);
        var (copy, status, reason) = await RowAsync(job);
        Assert.Equal(("canceled", "unknown-final"), (copy, status));
        Assert.Contains("30034", reason);
    }

    [Fact]
    public async Task While_sending_is_paused_a_copy_waits_and_one_that_may_be_scheduled_is_watched()
    {
        var paused = SendRate.Create(
            new SendRateSettings(100, IsPaused: true),
            redis: null,
            database.DataSource,
            _clock,
            NullLoggerFactory.Instance
        );
        var job = await LostAsync(TimeSpan.FromMinutes(60));
        await Handler(new SendConditions(rate: paused)).RunAsync(job, Stop).Soon();
        Assert.Equal(("due", "unknown", null), await RowAsync(job));
        Assert.Equal("available", await database.ScalarAsync<string>(StateOfJob, job));

        var doubtful = await LostAsync(TimeSpan.FromMinutes(60), "sending");
        await Handler(new SendConditions(rate: paused)).RunAsync(doubtful, Stop).Soon();
        Assert.Equal(("waiting", "unknown", null), await RowAsync(doubtful));
        Assert.Empty(_twilio.Texts);
    }

    private const string StateOfJob = "SELECT state FROM twilio_server.jobs WHERE job_id = @JobId";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static EventIdentity Identity { get; } = new(new byte[32]);

    private static TestClock At(DateTimeOffset moment)
    {
        var clock = new TestClock();
        clock.Advance(moment - TestClock.Noon);
        return clock;
    }

    private ScheduleCopyHandler Handler(SendConditions? conditions = null, OwnEvents? events = null)
    {
        var ambient = new Ambient(_clock, new Random(1));
        return new ScheduleCopyHandler(
            events ?? new OwnEvents(_journal.Journal, Identity, ambient),
            new MessageApi(_twilio.Client),
            new PublicUrls(new WebhookSettings([new Uri(Samples.BaseUrl)])),
            ambient,
            conditions,
            ScheduleCopyHandler.IsBegunIn(database.DataSource)
        );
    }

    private Task<Job> LostAsync(TimeSpan lifetime, string copy = "due") =>
        LostMessage.MakeAsync(database, _journal, Interlocked.Increment(ref s_calls), Now, lifetime, copy);

    private Task<(string Copy, string Status, string? Reason)> RowAsync(Job job) => LostMessage.RowAsync(database, job);
}
