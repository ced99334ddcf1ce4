using System.Diagnostics.CodeAnalysis;
using Npgsql;
using TwilioServer.Storage;

namespace TwilioServer.Jobs;

/// <summary>
/// This process as the others see it: a row whose advisory lock is held by one connection of its own. When the process
/// dies the lock goes with the connection, in milliseconds, and the others take its jobs. One that hangs keeps its
/// connection: it is found out by its lease, which the same connection renews. The same connection listens.
/// </summary>
public sealed partial class NodeSession(
    NpgsqlDataSource dataSource,
    IReadOnlyDictionary<string, Action> channels,
    TimeProvider time,
    ILogger<NodeSession> logger,
    LeaseSettings? lease = null
)
{
    /// <summary>The first key of the advisory locks that say which processes live.</summary>
    public const int LockClass = 0x74776e; // "twn"

    private const int RenewTimeoutSeconds = 3;
    private const long Never = long.MinValue;

    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(250);
    private readonly LeaseSettings _lease = lease ?? LeaseSettings.Default;
    private readonly OutageLog _outage = new(logger, "This node's database session");
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nodeId;
    private long _renewedAt = Never;
    private long _settlingSince;

    /// <summary>The id of this process, which is its fencing token; a new one after each lost connection or lease.</summary>
    public long NodeId => Interlocked.Read(ref _nodeId);

    /// <summary>Done when the process is registered for the first time.</summary>
    public Task Registered => _registered.Task;

    /// <summary>
    /// Whether nobody else can have ended this node by its lease yet. By this process's own steady clock, counted from
    /// before each renewal, so that it never believes in its lease longer than the database does.
    /// </summary>
    public bool HoldsLease =>
        Interlocked.Read(ref _renewedAt) is var renewed and not Never && time.GetElapsedTime(renewed) < _lease.Length;

    /// <summary>Whether this process has lived long enough without a gap to judge others by their leases.</summary>
    internal bool IsSettled => time.GetElapsedTime(Interlocked.Read(ref _settlingSince)) >= _lease.Settling;

    /// <summary>Registers and listens until cancelled; registers anew when the connection or the lease is lost.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever ended the session, the next one begins.")]
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await LiveAsync(cancellation);
                Log.Ended(logger, NodeId);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _outage.Failed(e);
                Interlocked.Exchange(ref _renewedAt, Never);
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

    /// <summary>Registers, then listens and renews the lease, until somebody else has ended this node.</summary>
    private async Task LiveAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        connection.Notification += (_, notification) => channels[notification.Channel]();
        var nodeId = await RegisterAsync(connection, cancellation);
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
        do await ListenAsync(connection, cancellation);
        while (await RenewAsync(connection, nodeId, cancellation));
        Interlocked.Exchange(ref _renewedAt, Never);
    }

    /// <summary>Until the lease is to be renewed. Npgsql counts whole milliseconds, and waits for ever for none.</summary>
    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        while (UntilRenewal() is > 0 and var milliseconds)
            await connection.WaitAsync(milliseconds, cancellation);
    }

    private int UntilRenewal()
    {
        var left = _lease.RenewEvery - time.GetElapsedTime(Interlocked.Read(ref _renewedAt));
        return (int)Math.Ceiling(left.TotalMilliseconds);
    }

    private async Task<long> RegisterAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql.Load("Jobs/register-node"), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Environment.MachineName });
        command.Parameters.Add(new NpgsqlParameter { Value = Environment.ProcessId });
        command.Parameters.Add(new NpgsqlParameter { Value = LockClass });
        command.Parameters.Add(new NpgsqlParameter { Value = _lease.Length });
        var before = time.GetTimestamp();
        var nodeId = (long)(await command.ExecuteScalarAsync(cancellation))!;
        Interlocked.Exchange(ref _settlingSince, before);
        Interlocked.Exchange(ref _nodeId, nodeId);
        Interlocked.Exchange(ref _renewedAt, before);
        return nodeId;
    }

    /// <returns>False when somebody else has ended this node: its jobs are given to others.</returns>
    private async Task<bool> RenewAsync(NpgsqlConnection connection, long nodeId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql.Load("Jobs/renew-lease"), connection)
        {
            CommandTimeout = RenewTimeoutSeconds,
        };
        command.Parameters.Add(new NpgsqlParameter { Value = nodeId });
        command.Parameters.Add(new NpgsqlParameter { Value = _lease.Length });
        var before = time.GetTimestamp();
        if (await command.ExecuteNonQueryAsync(cancellation) == 0)
            return false;
        if (time.GetElapsedTime(Interlocked.Exchange(ref _renewedAt, before), before) >= _lease.Length)
            Interlocked.Exchange(ref _settlingSince, before);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Node {NodeId} was silent and is ended; this process registers anew")]
        public static partial void Ended(ILogger logger, long nodeId);
    }
}
