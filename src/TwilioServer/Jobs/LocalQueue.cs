using TwilioServer.Journal;

namespace TwilioServer.Jobs;

/// <summary>
/// The jobs that this process holds: claimed and waiting, running, or ended and not yet written. Bounded by what its
/// kinds take. Thread-safe.
/// </summary>
internal sealed class LocalQueue
{
    /// <summary>Enough to keep every processor at work while the next claim is under way.</summary>
    private const int MostAhead = 500;

    /// <summary>With so many ends unwritten the database is behind, and more work would not help it.</summary>
    private const int MostUnwritten = 4 * MostAhead;

    private readonly Lock _lock = new();
    private readonly int _concurrency;
    private readonly JobLane[] _lanes;
    private readonly Dictionary<string, JobLane> _byKind;
    private readonly Dictionary<(long JobId, int Attempt), HeldJob> _held = [];
    private int _running;
    private int _unwritten;
    private int _turn;

    public LocalQueue(IReadOnlyList<IJobHandler> handlers, int concurrency)
    {
        _concurrency = concurrency;
        _lanes = [.. handlers.Select(handler => new JobLane(handler, MostAhead))];
        _byKind = _lanes.ToDictionary(lane => lane.Handler.Kind, StringComparer.Ordinal);
        Kinds = [.. handlers.Select(handler => handler.Kind)];
    }

    public string[] Kinds { get; }

    /// <summary>Whether some kind has room for jobs that may be there.</summary>
    public bool IsHungry
    {
        get
        {
            lock (_lock)
                return _running < _concurrency && _unwritten < MostUnwritten && Array.Exists(_lanes, l => l.IsHungry);
        }
    }

    public IJobHandler HandlerOf(Job job) => _byKind[job.Kind].Handler;

    /// <summary>More jobs may be due.</summary>
    public void Announce()
    {
        lock (_lock)
            foreach (var lane in _lanes)
                lane.Announce();
    }

    /// <summary>How many of each kind a claim that begins now should ask for.</summary>
    public int[] Ask()
    {
        lock (_lock)
        {
            foreach (var lane in _lanes)
                lane.Ask();
            var room = new int[_lanes.Length];
            var left = Math.Max(0, _concurrency - _running + _lanes.Sum(lane => lane.Ahead - lane.Waiting));
            for (var i = 0; i < room.Length && _unwritten < MostUnwritten; i++)
            {
                room[i] = Math.Min(_lanes[i].Room, left);
                left -= room[i];
            }
            return room;
        }
    }

    /// <summary>Takes what a claim brought.</summary>
    /// <param name="wanted">What it asked for, by kind.</param>
    /// <param name="sinceLast">How long ago the claim before it was.</param>
    /// <returns>Whether it brought all that it asked for, of some kind.</returns>
    public bool Add(IReadOnlyList<Job> jobs, int[] wanted, TimeSpan sinceLast)
    {
        var byKind = jobs.Select(job => new HeldJob(job)).ToLookup(held => held.Job.Kind, StringComparer.Ordinal);
        var isFull = false;
        lock (_lock)
        {
            for (var i = 0; i < _lanes.Length; i++)
            {
                HeldJob[] ofKind = [.. byKind[Kinds[i]]];
                foreach (var held in ofKind)
                    _held[Key(held.Job)] = held;
                isFull |= _lanes[i].Add(ofKind, wanted[i], sinceLast);
            }
            return isFull;
        }
    }

    /// <summary>The next job that may run, which from now on runs; each kind has its turn.</summary>
    public HeldJob? Start()
    {
        lock (_lock)
        {
            for (var i = 0; i < _lanes.Length && _running < _concurrency; i++)
            {
                var lane = _lanes[(_turn + i) % _lanes.Length];
                if (!lane.CanStart)
                    continue;
                _turn = (_turn + i + 1) % _lanes.Length;
                _running++;
                return lane.Start();
            }
            return null;
        }
    }

    /// <summary>It does not run any more; its end is still to be written.</summary>
    public void Finish(HeldJob held)
    {
        lock (_lock)
        {
            _byKind[held.Job.Kind].Finish();
            _running--;
            _unwritten++;
        }
    }

    /// <summary>Their ends are on disk, or they are somebody else's now.</summary>
    public void Forget(IEnumerable<JobClaim> claims)
    {
        lock (_lock)
        {
            foreach (var claim in claims)
            {
                _held.Remove((claim.JobId, claim.Attempt));
                _unwritten--;
            }
        }
    }

    /// <summary>The ids of all that is held.</summary>
    public long[] Ids()
    {
        lock (_lock)
            return [.. _held.Keys.Select(key => key.JobId)];
    }

    /// <summary>Asks these jobs to stop where they safely can.</summary>
    /// <param name="isByHand">Whether somebody wants them canceled, rather than run elsewhere or later.</param>
    public void Cancel(Func<Job, bool> which, bool isByHand)
    {
        HeldJob[] canceled;
        lock (_lock)
            canceled = [.. _held.Values.Where(held => which(held.Job))];
        foreach (var held in canceled)
            held.Cancel(isByHand);
    }

    /// <summary>Drops what has not begun.</summary>
    public void DropWaiting()
    {
        lock (_lock)
            foreach (var held in _lanes.SelectMany(lane => lane.Clear()))
                _held.Remove(Key(held.Job));
    }

    private static (long JobId, int Attempt) Key(Job job) => (job.JobId, job.Attempt);
}
