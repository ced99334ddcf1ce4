using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>
/// This process as the others see it: a row whose advisory lock is held by one connection of its own. When the process
/// dies the lock goes with the connection, in milliseconds, and the others take its jobs. The same connection listens.
/// </summary>
public sealed class NodeSession(
    NpgsqlDataSource dataSource,
    IReadOnlyDictionary<string, Action> channels,
    TimeProvider time,
    ILogger<NodeSession> logger
)
{
    /// <summary>The first key of the advisory locks that say which processes live.</summary>
    public const int LockClass = 0x74776e; // "twn"

    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(250);
    private readonly OutageLog _outage = new(logger, "This node's database session");
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nodeId;

    /// <summary>The id of this process, which is its fencing token; a new one after each lost connection.</summary>
    public long NodeId => Interlocked.Read(ref _nodeId);

    /// <summary>Done when the process is registered for the first time.</summary>
    public Task Registered => _registered.Task;

    /// <summary>Registers and listens until cancelled; registers anew when the connection is lost.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever ended the session, the next one begins.")]
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _outage.Failed(e);
                await Task.Delay(ReconnectPause, time, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Says that this process is gone, so that nobody need find out.</summary>
    public async Task EndAsync()
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Jobs/end-node"));
        command.Parameters.Add(new NpgsqlParameter { Value = NodeId });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        connection.Notification += (_, notification) => channels[notification.Channel]();
        Interlocked.Exchange(ref _nodeId, await RegisterAsync(connection, cancellation));
        CrashPoints.Reach(CrashPoints.NodeAfterRegister);
        foreach (var channel in channels.Keys)
        {
            await using var listen = new NpgsqlCommand($"LISTEN {channel}", connection);
            await listen.ExecuteNonQueryAsync(cancellation);
        }
        // Whatever was announced while nobody listened is looked for once.
        foreach (var onNotification in channels.Values)
            onNotification();
        _outage.Succeeded();
        _registered.TrySetResult();
        while (true)
            await connection.WaitAsync(cancellation);
    }

    private static async Task<long> RegisterAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql.Load("Jobs/register-node"), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Environment.MachineName });
        command.Parameters.Add(new NpgsqlParameter { Value = Environment.ProcessId });
        command.Parameters.Add(new NpgsqlParameter { Value = LockClass });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
