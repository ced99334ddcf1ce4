using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.RateLimits;
using TwilioServer.Tenants;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Messages;

/// <summary>A second copy is asked for what a first POST is, and ends when its text does. It is morning in New York.</summary>
public sealed class ScheduleCopyHandlerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Service = "MG00000000000000000000000000000001";
    private static readonly DateTimeOffset Now = TestClock.Noon.AddHours(4);
    private static int s_calls;
    private readonly ConcurrentQueue<IFormCollection> _posted = new();
    private readonly TestClock _clock = new();
    private JournalHarness _journal = null!;
    private WebApplication _twilio = null!;
    private TwilioClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _journal = new JournalHarness(database);
        _clock.Advance(Now - TestClock.Noon);
        await database.ExecuteAsync("DELETE FROM twilio_server.send_attempts");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _twilio = builder.Build();
        _twilio.MapPost(
            $"/2010-04-01/Accounts/{Samples.AccountSid}/Messages.json",
            async request =>
            {
                _posted.Enqueue(await request.Request.ReadFormAsync());
                request.Response.StatusCode = 201;
                await request.Response.WriteAsync($$"""{"sid":"SM{{s_calls:x32}}","status":"scheduled"}""");
            }
        );
        await _twilio.StartAsync();
        var url = new Uri(_twilio.Urls.Single());
        _client = new TwilioClient(new TwilioSettings(Samples.AccountSid, "t", null, null, null, url, 2));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
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
        var job = await CopyAsync(TimeSpan.FromMinutes(lifetimeMinutes));
        Assert.Equal(JobResult.EndedByEvent, await Handler().RunAsync(job, Stop).Soon());
        var form = Assert.Single(_posted);
        Assert.Equal(
            ("2026-11-16T16:20:00Z", $"{validitySeconds}", Service),
            (form["SendAt"].ToString(), form["ValidityPeriod"].ToString(), form["MessagingServiceSid"].ToString())
        );
        Assert.Equal(("waiting", "unknown", null), await RowAsync(job));
    }

    [Fact]
    public async Task A_worker_that_was_held_up_schedules_nothing_that_would_outlive_its_text()
    {
        var job = await CopyAsync(TimeSpan.FromMinutes(60));
        _clock.Advance(TimeSpan.FromMinutes(40));
        // The journal permits it by the time at which it was asked.
        var permittedBefore = new OwnEvents(_journal.Journal, Identity, new Ambient(At(Now), new Random(2)));
        await Handler(events: permittedBefore).RunAsync(job, Stop).Soon();
        Assert.Empty(_posted);
        Assert.Equal(("due", "unknown", null), await RowAsync(job));

        // Asked again, it is given up.
        _clock.Advance(TimeSpan.FromMinutes(1));
        var claimed = await new JobStore(database.DataSource, _clock).ClaimAsync(job.NodeId, [job.Kind], [100], Stop);
        var again = claimed.Single(other => other.JobId == job.JobId) with { Payload = job.Payload };
        await Handler().RunAsync(again, Stop).Soon();
        Assert.Empty(_posted);
        Assert.Equal(("canceled", "unknown-final", null), await RowAsync(job));
    }

    /// <summary>Both POSTs may reach the phone, so both count: a cap that has room for one text has none for its copy.</summary>
    [Theory]
    [InlineData(1, 100, DailyCaps.OfTenant)]
    [InlineData(100, 1, DailyCaps.OfAll)]
    [InlineData(2, 2, null)]
    public async Task Over_a_cap_of_the_day_there_is_no_copy(int ofTenant, int ofAll, string? reached)
    {
        var job = await CopyAsync(TimeSpan.FromMinutes(60));
        var caps = new DailyCaps(
            database.DataSource,
            new DailyCapSettings(ofTenant, ofAll),
            _clock,
            NullLogger<DailyCaps>.Instance
        );
        await Handler(new SendConditions(caps: caps)).RunAsync(job, Stop).Soon();
        Assert.Equal(reached is null ? 1 : 0, _posted.Count);
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
        var job = await CopyAsync(TimeSpan.FromMinutes(60));
        await database.ExecuteAsync(
            "INSERT INTO twilio_server.number_registrations VALUES (@number, 'failed', @at, @at)",
            new { number = Samples.BusinessNumber, at = Now }
        );
        var tenants = new TenantDirectory(database.DataSource);
        await tenants.ReloadAsync(Stop);
        await Handler(new SendConditions(new Sender(tenants))).RunAsync(job, Stop).Soon();
        Assert.Empty(_posted);
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
        var job = await CopyAsync(TimeSpan.FromMinutes(60));
        await Handler(new SendConditions(rate: paused)).RunAsync(job, Stop).Soon();
        Assert.Equal(("due", "unknown", null), await RowAsync(job));
        Assert.Equal("available", await database.ScalarAsync<string>(StateOfJob, job));

        var doubtful = await CopyAsync(TimeSpan.FromMinutes(60), "sending");
        await Handler(new SendConditions(rate: paused)).RunAsync(doubtful, Stop).Soon();
        Assert.Equal(("waiting", "unknown", null), await RowAsync(doubtful));
        Assert.Empty(_posted);
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
            new MessageApi(_client),
            new PublicUrls(new WebhookSettings([new Uri(Samples.BaseUrl)])),
            ambient,
            conditions,
            ScheduleCopyHandler.IsBegunIn(database.DataSource)
        );
    }

    /// <summary>The job of a second copy, whose text was posted once and found nowhere.</summary>
    private async Task<Job> CopyAsync(TimeSpan lifetime, string copy = "due")
    {
        var (job, key) = await ClaimedMessage.MakeAsync(database, _journal, Interlocked.Increment(ref s_calls));
        await database.ExecuteAsync(
            """
            WITH lost AS (
                UPDATE sms_messages m
                SET class = 'scheduled', status = 'unknown', copy = @copy, attempt = 1, expires_at = @expiresAt
                FROM twilio_server.stream_keys k
                WHERE k.stream_key = @key AND m.message_id = k.stream_id
                RETURNING m.message_id, m.tenant_id
            )
            INSERT INTO twilio_server.send_attempts (message_id, attempt, node_id, started_at, tenant_id)
            SELECT message_id, 1, 1, @now, tenant_id FROM lost
            """,
            new
            {
                copy,
                key,
                now = Now,
                expiresAt = Now + lifetime,
            }
        );
        var message = MessageJobs.Parse(job.Payload) with
        {
            ExpiresAt = Now + lifetime,
            WaitsForHours = true,
            Class = MessageClass.Scheduled.ToWord(),
        };
        return job with { Payload = CopyJson.Payload(new CopyReference(message, Service, null)) };
    }

    private async Task<(string Copy, string Status, string? Reason)> RowAsync(Job job) =>
        Assert.Single(
            await database.QueryAsync<(string, string, string?)>(
                """
                SELECT m.copy, m.status, m.error_message FROM sms_messages m
                JOIN twilio_server.jobs j ON j.stream_id = m.message_id WHERE j.job_id = @JobId
                """,
                job
            )
        );
}
