using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Simulation;

/// <summary>What a journal does, whether its tables are PostgreSQL's or the simulator's.</summary>
public abstract class JournalConformance
{
    private protected abstract JournalUnderTest Open();

    [Fact]
    public async Task A_missed_call_leaves_a_decision_a_text_its_job_and_a_marked_contact()
    {
        await using var journal = Open();
        await AppendAsync(journal, 1, new VoiceReceived());
        var reply = await AppendAsync(journal, 1, CallStory.Dialed("busy"));
        Assert.Contains("<Record", reply.Body);
        var rows = await journal.RowsAsync(1);
        var sid = JournalHarness.Sid(1);
        Assert.Contains($"call {sid} in-progress voicemail t busy busy 2", rows);
        Assert.Contains($"decision {sid} send busy t", rows);
        Assert.Contains($"contact {JournalHarness.Caller(1)} 0", rows);
        Assert.Contains($"job {sid} message.send available 0 25 0", rows);
        Assert.Single(rows, row => row.StartsWith($"text {sid} text-back queued 0 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_repeat_is_logged_changes_nothing_and_gets_the_first_reply()
    {
        await using var journal = Open();
        var first = await AppendAsync(journal, 2, CallStory.Dialed("no-answer"));
        var before = await journal.RowsAsync(2);
        var repeat = await AppendAsync(journal, 2, CallStory.Dialed("no-answer"));
        Assert.Equal(new JournalReply(JournalOutcome.Duplicate, first.Body), repeat);
        Assert.Equal(
            [.. before.Append($"delivery {JournalHarness.Sid(2)} duplicate").Order(StringComparer.Ordinal)],
            await journal.RowsAsync(2)
        );
    }

    [Fact]
    public async Task One_delivery_written_twice_is_one_row()
    {
        await using var journal = Open();
        var (id, deliveries) = (JournalHarness.Delivery(3, new VoiceReceived()), new List<JournalReply>());
        deliveries.Add(await journal.Journal.AppendAsync(id).Soon());
        deliveries.Add(await journal.Journal.AppendAsync(Again(id)).Soon());
        Assert.Equal([JournalOutcome.Processed, JournalOutcome.Duplicate], deliveries.Select(reply => reply.Outcome));
        Assert.Single(await journal.RowsAsync(3), row => row.StartsWith("delivery", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_missed_call_of_a_caller_is_suppressed_within_the_window()
    {
        await using var journal = Open();
        foreach (var call in new[] { 4, 5 })
            await journal
                .Journal.AppendAsync(JournalHarness.Delivery(call, CallStory.Dialed("busy"), from: "+12125558888"))
                .Soon();
        var rows = await journal.RowsAsync(4, 5);
        Assert.Contains($"decision {JournalHarness.Sid(4)} send busy t", rows);
        Assert.Contains($"decision {JournalHarness.Sid(5)} suppressed within-window f", rows);
        Assert.Single(rows, row => row.StartsWith("text", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_concerns_no_known_call_is_only_logged()
    {
        await using var journal = Open();
        var recording = JournalHarness.Delivery(6, new RecordingCompleted("RE6", null, 1, 1, "completed"));
        var reply = await journal.Journal.AppendAsync(Again(recording, createsStream: false)).Soon();
        Assert.Equal(JournalOutcome.UnknownStream, reply.Outcome);
        Assert.Equal([], (await journal.RowsAsync(6)).Where(row => !row.StartsWith("delivery")));
    }

    [Fact]
    public async Task What_another_transaction_holds_waits_for_it()
    {
        await using var journal = Open();
        await AppendAsync(journal, 7, new VoiceReceived());
        Task<JournalReply> waiting;
        await using (await journal.HoldAsync(JournalHarness.Sid(7)))
        {
            waiting = journal.Journal.AppendAsync(JournalHarness.Delivery(7, CallStory.Dialed("busy")));
            await AppendAsync(journal, 8, new VoiceReceived());
            Assert.False(waiting.IsCompleted);
        }
        Assert.Equal(JournalOutcome.Processed, (await waiting.Soon()).Outcome);
    }

    [Fact]
    public async Task A_permission_needs_the_claim_and_a_fact_does_not()
    {
        await using var journal = Open();
        await AppendAsync(journal, 9, CallStory.Dialed("busy"));
        var job = (await journal.ClaimAsync(MessageDecider.SendJob))[JournalHarness.Caller(9)];
        Assert.Equal(new JournalReply(JournalOutcome.Processed, MessageDecider.Go), await journal.AskAsync(job));
        await journal.StealAsync(job);
        Assert.Equal(JournalOutcome.Fenced, (await journal.AskAsync(job with { JobId = job.JobId })).Outcome);
        var accepted = new SendSettled(job.Attempt, new SendOutcome.Accepted(MessageStory.Sid, "queued"));
        Assert.Equal(JournalOutcome.Processed, (await journal.AppendAsync(job, accepted, end: JobEnd.Done)).Outcome);
        var rows = await journal.RowsAsync(9);
        Assert.Contains($"attempt {JournalHarness.Sid(9)} 1 accepted", rows);
        Assert.Contains($"job {JournalHarness.Sid(9)} message.send running 2 25 0", rows);
    }

    [Fact]
    public async Task A_message_is_found_by_its_sid_once_it_is_known()
    {
        await using var journal = Open();
        await AppendAsync(journal, 10, CallStory.Dialed("busy"));
        var job = (await journal.ClaimAsync(MessageDecider.SendJob))[JournalHarness.Caller(10)];
        await journal.AskAsync(job);
        const string sid = "SM00000000000000000000000000000010";
        await journal.AppendAsync(job, new SendSettled(1, new SendOutcome.Accepted(sid, "queued")), end: JobEnd.Done);
        var reported = await journal.Own.AppendAsync(
            job,
            StreamKind.Message,
            sid,
            "delivery.reported",
            new DeliveryReported(sid, "delivered", null),
            "{}"
        );
        Assert.Equal(JournalOutcome.Processed, reported.Outcome);
        Assert.Contains(
            await journal.RowsAsync(10),
            row =>
                row.StartsWith($"text {JournalHarness.Sid(10)} text-back delivered 1 {sid}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_job_is_scheduled_once_while_it_waits()
    {
        await using var journal = Open();
        await AppendAsync(journal, 11, new VoiceReceived());
        await AppendAsync(journal, 11, CallStory.Ended());
        await AppendAsync(journal, 11, CallStory.Ended("busy"));
        Assert.Equal(
            [$"job {JournalHarness.Sid(11)} call.resolve available 0 20 500"],
            (await journal.RowsAsync(11)).Where(row => row.StartsWith("job", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task An_event_whose_decider_throws_costs_only_itself()
    {
        await using var journal = Open();
        var failed = await journal.Journal.AppendAsync(JournalHarness.Delivery(12, new Unruly())).Soon();
        Assert.Equal(JournalOutcome.Failed, failed.Outcome);
        Assert.Equal(JournalOutcome.Processed, (await AppendAsync(journal, 12, new VoiceReceived())).Outcome);
        Assert.Contains($"delivery {JournalHarness.Sid(12)} failed", await journal.RowsAsync(12));
    }

    private static Task<JournalReply> AppendAsync(JournalUnderTest journal, int call, CallEvent happened) =>
        journal.Journal.AppendAsync(JournalHarness.Delivery(call, happened)).Soon();

    /// <summary>The same delivery as another object: a batch that is repeated after an ambiguous commit.</summary>
    private static JournalEntry Again(JournalEntry entry, bool createsStream = true) =>
        new()
        {
            DeliveryId = entry.DeliveryId,
            Identity = entry.Identity,
            Type = entry.Type,
            At = entry.At,
            ParametersJson = entry.ParametersJson,
            Kind = entry.Kind,
            StreamKey = entry.StreamKey,
            CreatesStream = createsStream,
            TenantId = entry.TenantId,
            Contact = entry.Contact,
            Event = entry.Event,
            Origin = createsStream ? entry.Origin : null,
            BaseUrl = entry.BaseUrl,
            Webhook = entry.Webhook,
            MayBeRecorded = true,
        };

    private sealed record Unruly() : CallEvent("call.unruly");
}

public sealed class SqlJournalConformance(TestDatabase database) : JournalConformance, IClassFixture<TestDatabase>
{
    private protected override JournalUnderTest Open() => new SqlJournalUnderTest(database);
}

public sealed class MemoryJournalConformance : JournalConformance
{
    private protected override JournalUnderTest Open() => new MemoryJournalUnderTest();
}
