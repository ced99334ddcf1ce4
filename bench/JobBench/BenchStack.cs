using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TwilioServer;
using TwilioServer.Configuration;
using TwilioServer.Jobs;
using TwilioServer.Storage;

namespace JobBench;

/// <summary>The service's parts that work on jobs, as a process of the service puts them together.</summary>
internal sealed class BenchStack : IAsyncDisposable
{
    public const string Kind = "bench.noop";

    private readonly NpgsqlDataSource _general;
    private readonly NpgsqlDataSource _jobs;

    public BenchStack()
    {
        var settings = StorageSettings.Read(new SettingsReader(Environment.GetEnvironmentVariable));
        _general = DataSources.General(settings);
        _jobs = JobDataSource.Open(settings);
    }

    public NpgsqlDataSource Database => _general;

    /// <summary>Empties the table, and fills it with jobs that are due.</summary>
    public async Task FillAsync(int count)
    {
        await ExecuteAsync("TRUNCATE twilio_server.jobs");
        await ExecuteAsync(
            $"""
            INSERT INTO twilio_server.jobs (kind, unique_key, payload, run_at, max_attempts, created_at)
            SELECT '{Kind}', '{Kind}:' || n, jsonb_build_object('n', n), now(), 25, now()
            FROM generate_series(0, {count} - 1) n
            """
        );
        await ExecuteAsync("VACUUM ANALYZE twilio_server.jobs");
    }

    public async Task<long> CountAsync(string state)
    {
        await using var command = _general.CreateCommand("SELECT count(*) FROM twilio_server.jobs WHERE state = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = state });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A runner with one kind of job, registered as a node.</summary>
    public RunningJobs Start(int concurrency, Func<Job, Task> work)
    {
        JobRunner? runner = null;
        var channels = new Dictionary<string, Action>(StringComparer.Ordinal)
        {
            ["twilio_server_jobs"] = () => runner?.Wake(),
        };
        var node = new NodeSession(_general, channels, TimeProvider.System, NullLogger<NodeSession>.Instance);
        runner = new JobRunner(
            new JobStore(_jobs, TimeProvider.System),
            node,
            [new BenchHandler(concurrency, work)],
            new JobSettings(concurrency),
            new Ambient(),
            NullLogger<JobRunner>.Instance
        );
        return new RunningJobs(node, runner);
    }

    public async ValueTask DisposeAsync()
    {
        await _jobs.DisposeAsync();
        await _general.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _general.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    private sealed class BenchHandler(int concurrency, Func<Job, Task> work) : IJobHandler
    {
        public string Kind => BenchStack.Kind;

        public int Concurrency => concurrency;

        public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
        {
            await work(job);
            return JobResult.Done;
        }
    }
}

/// <summary>A node and its runner, until they are stopped.</summary>
internal sealed class RunningJobs
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly NodeSession _node;
    private readonly Task _session;
    private readonly Task _running;

    public RunningJobs(NodeSession node, JobRunner runner)
    {
        _node = node;
        _session = node.RunAsync(_ending.Token);
        _running = runner.RunAsync(_stopping.Token);
    }

    public Task Registered => _node.Registered;

    /// <summary>Stops when all that ended is written.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await _node.EndAsync();
        await _ending.CancelAsync();
        await _session;
    }
}
