using System.Diagnostics.CodeAnalysis;
using TwilioServer.Calls;
using TwilioServer.Conversations;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Neighbours;
using TwilioServer.Simulation.Faults;
using TwilioServer.Simulation.Memory;
using TwilioServer.Simulation.Neighbours;

namespace TwilioServer.Simulation.Processes;

/// <summary>
/// Runs jobs with the service's own handlers, on whichever process claims them. What the job runner does with the
/// database is done here in virtual time: claim when due, end, try again later, give back what a dead process ran.
/// </summary>
public sealed class JobWorkers
{
    private static readonly TimeSpan LongestPickUp = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan NobodyThere = TimeSpan.FromMilliseconds(200);

    private readonly World _world;

    public JobWorkers(World world)
    {
        _world = world;
        world.Tables.Jobs.Available = Offer;
    }

    private void Offer(JobRow row)
    {
        var pickUp = _world.StrandOf(row.StreamId).Chance.Between(TimeSpan.Zero, LongestPickUp);
        var due = row.RunAt > _world.Agenda.Now ? row.RunAt : _world.Agenda.Now;
        _world.Agenda.At(due + pickUp, () => TryRun(row.JobId));
    }

    private void TryRun(long jobId)
    {
        var row = _world.Tables.Jobs[jobId];
        if (row.State != JobState.Available)
            return;
        var strand = _world.StrandOf(row.StreamId);
        if (_world.Processes.AnyWorking(strand.Chance) is not { } process)
        {
            _world.Agenda.After(NobodyThere, () => TryRun(jobId));
            return;
        }
        if (_world.Tables.Jobs.Claim(jobId, process.NodeId, _world.Agenda.Now) is { } job)
            _world.Watch(RunAsync(process, job, strand));
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a handler throws is tried again, as the runner does.")]
    private async Task RunAsync(SimulatedProcess process, Job job, Strand strand)
    {
        process.Running.Add(job.JobId);
        _world.Processes.MayDie(FaultKind.ClaimLost, process, strand);
        await _world.Processes.MayHangAsync(FaultKind.HungAfterClaim, process, strand);
        if (strand.IsTold)
            _world.Story.Tell($"node {process.NodeId} runs {job.Kind}, attempt {job.Attempt}");
        var ambient = new Ambient(_world.Agenda, strand.Chance, seedsIds: true);
        var handler = Handler(process, job, strand, ambient);
        try
        {
            if (await handler.RunAsync(job, CancellationToken.None) == JobResult.Done)
                _world.Tables.Jobs.End(job.Claim, JobEnd.Done);
        }
        catch (Exception e) when (e is not ProcessDiedException)
        {
            var retryAt = _world.Agenda.Now + Backoff.After(handler.Retry, job.Attempt, ambient.NextDouble());
            _world.Tables.Jobs.End(job.Claim, new JobEnd(retryAt, e.Message));
        }
        process.Running.Remove(job.JobId);
    }

    private Task PutAsideAsync(Job job, DateTimeOffset until, CancellationToken cancellation)
    {
        _world.Tables.Jobs.Postpone(job.Claim, until);
        return Task.CompletedTask;
    }

    private IJobHandler Handler(SimulatedProcess process, Job job, Strand strand, Ambient ambient)
    {
        var journal = _world.Options.Parts.Journal(new ProcessJournal(_world, process, strand));
        var events = new OwnEvents(journal, _world.Identity, ambient);
        var twins = new MemoryTwins(_world.Tables);
        var messages = new MessageApi(_world.Options.Parts.Twilio(new ProcessTwilio(_world, process, strand)), twins);
        return job.Kind switch
        {
            MessageDecider.SendJob or MessageDecider.SendBulkJob => new SendMessageHandler(
                events,
                messages,
                _world.Urls,
                ambient,
                new SendConditions(twinWait: new TwinWait(twins, PutAsideAsync, ambient.Time))
            ),
            MessageDecider.LookupJob => new LookUpMessageHandler(events, messages),
            CallDecider.ResolveJob => CallTimerHandler.Resolve(events),
            TextBack.FallbackJob => CallTimerHandler.WordText(events),
            Replies.Job => new ReplyHandler(
                events,
                new MemoryConversations(_world.Tables),
                id => _world.Tables.Tenants.GetValueOrDefault(id),
                _ => _world.Tables.Conditions.Features,
                new Respondents(
                    new ProcessCallService(_world, process, strand),
                    new SimulatedDispatchBot(_world, process, strand),
                    TimeSpan.FromSeconds(10)
                ),
                ambient
            ),
            Replies.ChooseJob => new ChooseHandler(events),
            FollowUp.Job => new FollowUpHandler(events, _world.IsAnsweredAsync),
            CallDecider.EndLegJob => new EndLegHandler(_ => [new ProcessTwilio(_world, process, strand)]),
            CallReporting.IncomingJob => new ReportIncomingHandler(
                events,
                new ProcessCallService(_world, process, strand)
            ),
            CallReporting.MissedJob => new ReportMissedHandler(
                events,
                new ProcessCallService(_world, process, strand),
                ambient
            ),
            _ => throw new InvalidOperationException($"Nobody does {job.Kind} jobs here."),
        };
    }
}
