using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Storage;

namespace TwilioServer.Reconciliation;

/// <summary>
/// Looks once a minute for calls of which nothing is heard, in every process that works on jobs: what several find is one
/// job. A call in conversation is silent by nature and is asked about every five minutes.
/// </summary>
public sealed class OpenCallSearch(
    NpgsqlDataSource dataSource,
    CallRules rules,
    TimeProvider time,
    ILogger<OpenCallSearch> logger
)
{
    public const string JobKind = "call.check";

    /// <summary>The next search asks anew.</summary>
    public static readonly RetryClass Retry = RetryClass.Prompt with { MaxAttempts = 3 };

    /// <summary>Of a call in which nothing happened for this time Twilio is asked.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    /// <summary>How often it looks.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    private readonly OutageLog _outage = new(logger, "Looking for calls of which nothing is heard");

    /// <summary>Looks until cancelled.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The database may be away; the next minute looks again.")]
    public async Task RunAsync(Task databaseReady, CancellationToken cancellation)
    {
        await databaseReady.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await SearchAsync(cancellation);
                _outage.Succeeded();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e)
            {
                _outage.Failed(e);
            }
            await Task.Delay(Every, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks for a look at each call that is silent, or too old.</summary>
    /// <returns>How many were not being looked at already.</returns>
    public async Task<int> SearchAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var find = new NpgsqlBatchCommand(Sql.Load("Reconciliation/find-open-calls"));
        find.Parameters.Add(new NpgsqlParameter { Value = now - Silence });
        find.Parameters.Add(new NpgsqlParameter { Value = now - TimeSpan.FromSeconds(rules.MaxDurationSeconds) });
        find.Parameters.Add(new NpgsqlParameter { Value = now });
        find.Parameters.Add(new NpgsqlParameter { Value = Retry.MaxAttempts });
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { find, new NpgsqlBatchCommand(Sql.Load("Jobs/announce-jobs")) },
        };
        await batch.ExecuteNonQueryAsync(cancellation);
        return (int)find.RecordsAffected;
    }
}
