using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>
/// Tells processes that wait for it that jobs were committed. Not in the transaction that writes them: a NOTIFY makes
/// all who notify commit one after the other, and such a transaction would wait for the disk meanwhile, while one that
/// only notifies does not. What is written while an announcement is under way goes into the next.
/// </summary>
public sealed class JobAnnouncer(NpgsqlDataSource dataSource, ILogger<JobAnnouncer> logger)
{
    private readonly OutageLog _outage = new(logger, "Announcing jobs");
    private readonly SemaphoreSlim _wanted = new(0);

    /// <summary>Jobs were committed.</summary>
    public void Announce()
    {
        if (_wanted.CurrentCount == 0)
            _wanted.Release();
    }

    /// <summary>Announces until cancelled.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "What is not announced is found half a second later.")]
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await _wanted.WaitAsync(cancellation);
                await using var command = dataSource.CreateCommand(Sql.Load("Jobs/announce-jobs"));
                await command.ExecuteNonQueryAsync(cancellation);
                _outage.Succeeded();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e)
            {
                _outage.Failed(e);
            }
        }
    }
}
