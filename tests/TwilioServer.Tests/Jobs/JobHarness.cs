using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Jobs;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Jobs;

/// <summary>A runner with handlers of the test's own, registered as a node.</summary>
internal sealed class JobHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _session;
    private readonly Task _running;

    public JobHarness(TestDatabase database, TestClock clock, int concurrency, params TestHandler[] handlers)
        : this(database, clock, concurrency, LeaseSettings.Default, handlers) { }

    public JobHarness(
        TestDatabase database,
        TestClock clock,
        int concurrency,
        LeaseSettings lease,
        params TestHandler[] handlers
    )
    {
        JobRunner? runner = null;
        Node = new NodeSession(
            database.DataSource,
            new Dictionary<string, Action>(StringComparer.Ordinal)
            {
                ["twilio_server_jobs"] = () => runner?.Wake(),
                ["twilio_server_job_cancels"] = () => runner?.LookForCanceled(),
            },
            TimeProvider.System,
            NullLogger<NodeSession>.Instance,
            lease
        );
        runner = new JobRunner(
            new JobStore(database.DataSource, clock),
            Node,
            handlers,
            new JobSettings(concurrency),
            new Ambient(clock, new Random(1)),
            NullLogger<JobRunner>.Instance
        );
        Runner = runner;
        _session = Node.RunAsync(_stopping.Token);
        _running = runner.RunAsync(_stopping.Token);
    }

    public NodeSession Node { get; }

    public JobRunner Runner { get; }

    public static Task AddAsync(
        TestDatabase database,
        string kind,
        DateTimeOffset runAt,
        string? uniqueKey = null,
        int maxAttempts = 3,
        int count = 1
    ) =>
        database.ExecuteAsync(
            """
            INSERT INTO twilio_server.jobs (kind, unique_key, payload, run_at, max_attempts, created_at)
            SELECT @kind, @uniqueKey, jsonb_build_object('n', n), @runAt, @maxAttempts, @runAt
            FROM generate_series(1, @count) n
            """,
            new
            {
                kind,
                uniqueKey,
                runAt,
                maxAttempts,
                count,
            }
        );

    /// <summary>Stops the runner, as the process does, and waits for it.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_session, _running).Soon();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }
}

/// <summary>Runs what a test says, and tells what ran.</summary>
internal sealed class TestHandler(string kind, int concurrency, Func<Job, CancellationToken, Task> work) : IJobHandler
{
    private readonly ConcurrentQueue<Job> _seen = new();
    private readonly SemaphoreSlim _started = new(0);
    private int _now;
    private int _most;

    public TestHandler(string kind, int concurrency, Func<Job, Task> work)
        : this(kind, concurrency, (job, _) => work(job)) { }

    public string Kind => kind;

    public int Concurrency => concurrency;

    /// <summary>The runs so far.</summary>
    public IReadOnlyList<Job> Seen => [.. _seen];

    /// <summary>How many ran at once at most.</summary>
    public int Most => Volatile.Read(ref _most);

    /// <summary>Waits for one more run to begin.</summary>
    public async Task StartedAsync()
    {
        if (!await _started.WaitAsync(TimeSpan.FromSeconds(20)))
            Assert.Fail($"No {kind} job began within 20 s.");
    }

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var now = Interlocked.Increment(ref _now);
        int most;
        while (now > (most = Volatile.Read(ref _most)) && Interlocked.CompareExchange(ref _most, now, most) != most) { }
        _seen.Enqueue(job);
        _started.Release();
        try
        {
            await work(job, cancellation);
            return JobResult.Done;
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }
}
