using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Journal;

/// <summary>Events that jobs send: permissions need the claim, facts never do, and a job ends with its event.</summary>
public sealed class JournalClaimTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Sid = "SM0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task A_permission_is_given_to_the_one_who_holds_the_job()
    {
        await using var harness = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 1);
        var permission = await RequestAsync(harness, job, key);
        Assert.Equal(new JournalReply(JournalOutcome.Processed, MessageDecider.Go), permission);
        Assert.Equal("sending running", await StatesAsync(job));
        Assert.Equal(
            $"1 {job.NodeId}",
            await database.ScalarAsync<string>(
                """
                SELECT a.attempt || ' ' || a.node_id FROM twilio_server.send_attempts a
                JOIN twilio_server.jobs j ON j.stream_id = a.message_id WHERE j.job_id = @JobId
                """,
                job
            )
        );
    }

    [Fact]
    public async Task A_permission_is_refused_when_the_job_was_given_away_and_nothing_is_written()
    {
        await using var harness = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 2);
        await database.ExecuteAsync(
            "UPDATE twilio_server.jobs SET attempt = attempt + 1, claimed_by = claimed_by + 1 WHERE job_id = @JobId",
            job
        );
        var events = await EventsAsync();
        Assert.Equal(new JournalReply(JournalOutcome.Fenced, null), await RequestAsync(harness, job, key));
        Assert.Equal("queued running", await StatesAsync(job));
        Assert.Equal(events, await EventsAsync());
    }

    [Fact]
    public async Task An_outcome_is_recorded_though_the_job_was_given_away_and_the_job_is_left_to_its_new_holder()
    {
        await using var harness = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 3);
        await RequestAsync(harness, job, key);
        await database.ExecuteAsync(
            "UPDATE twilio_server.jobs SET attempt = attempt + 1, claimed_by = claimed_by + 1 WHERE job_id = @JobId",
            job
        );
        await SettleAsync(harness, job, key, new SendOutcome.Accepted(Sid, "queued"), JobEnd.Done);
        Assert.Equal("accepted running", await StatesAsync(job));
    }

    [Fact]
    public async Task A_job_ends_with_the_event_that_records_its_outcome()
    {
        await using var harness = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 4);
        await RequestAsync(harness, job, key);
        await SettleAsync(harness, job, key, new SendOutcome.Accepted(Sid, "queued"), JobEnd.Done);
        Assert.Equal("accepted done", await StatesAsync(job));
        Assert.Equal(
            "accepted",
            await database.ScalarAsync<string>(
                """
                SELECT a.outcome FROM twilio_server.send_attempts a
                JOIN twilio_server.jobs j ON j.stream_id = a.message_id WHERE j.job_id = @JobId AND settled_at IS NOT NULL
                """,
                job
            )
        );
    }

    [Fact]
    public async Task A_job_that_runs_again_is_given_back_with_its_event()
    {
        await using var harness = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 5);
        await RequestAsync(harness, job, key);
        var later = TestClock.Noon.AddSeconds(7);
        await SettleAsync(harness, job, key, new SendOutcome.NotSent("429"), new JobEnd(later, "429"));
        Assert.Equal("queued available", await StatesAsync(job));
        Assert.Equal(
            (later.UtcDateTime, "429"),
            (
                await database.QueryAsync<(DateTime, string)>(
                    "SELECT run_at, last_error FROM twilio_server.jobs WHERE job_id = @JobId",
                    job
                )
            ).Single()
        );
    }

    /// <summary>Otherwise it would stay claimed by a process that has forgotten it.</summary>
    [Fact]
    public async Task A_job_whose_event_the_database_refuses_hears_of_it_and_does_not_end()
    {
        await using var harness = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 6);
        await RequestAsync(harness, job, key);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            SettleAsync(harness, job, key, new SendOutcome.Accepted("SM\0", "queued"), JobEnd.Done)
        );
        Assert.Equal("sending running", await StatesAsync(job));
    }

    [Fact]
    public async Task A_job_whose_event_a_bug_refuses_hears_of_it_and_does_not_end()
    {
        await using var harness = new JournalHarness(database);
        var (job, key) = await ClaimedMessage.MakeAsync(database, harness, 7);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            harness
                .Own.AppendAsync(job, StreamKind.Message, key, "no.rule", new NoRule(), "{}", end: JobEnd.Done)
                .Soon()
        );
        Assert.Equal("queued running", await StatesAsync(job));
    }

    private static Task<JournalReply> RequestAsync(JournalHarness harness, Job job, string key) =>
        harness
            .Own.AppendAsync(
                job,
                StreamKind.Message,
                key,
                "send.requested",
                new SendRequested(),
                "{}",
                permission: true
            )
            .Soon();

    private static Task SettleAsync(JournalHarness harness, Job job, string key, SendOutcome outcome, JobEnd end)
    {
        var settled = new SendSettled(job.Attempt, outcome);
        return harness.Own.AppendAsync(job, StreamKind.Message, key, settled.Type, settled, "{}", end: end).Soon();
    }

    private Task<string> StatesAsync(Job job) =>
        database.ScalarAsync<string>(
            """
            SELECT m.status || ' ' || j.state FROM twilio_server.jobs j
            JOIN sms_messages m ON m.message_id = j.stream_id WHERE j.job_id = @JobId
            """,
            job
        );

    private Task<long> EventsAsync() => database.ScalarAsync<long>("SELECT count(*) FROM twilio_server.events");

    private sealed record NoRule() : MessageEvent("no.rule");
}
