using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace TwilioServer.Monitoring;

/// <summary>Whether the database answers. One question at a time: many that hang would take what work needs.</summary>
public sealed class DatabaseProbe(NpgsqlDataSource dataSource, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private readonly Lock _lock = new();
    private Task<bool>? _asking;

    public async Task<bool> IsConnectedAsync()
    {
        Task<bool> asking;
        lock (_lock)
            asking = _asking = _asking is { IsCompleted: false } ? _asking : AskAsync();
        try
        {
            return await asking.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the reason, the answer is: not connected.")]
    private async Task<bool> AskAsync()
    {
        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
