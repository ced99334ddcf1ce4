using System.Diagnostics;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Reconciliation;

/// <summary>A stack whose service compares Twilio's lists with what it knows, every second.</summary>
public sealed class ReconcilingStack : IAsyncLifetime
{
    /// <summary>Nobody listens there: whatever is sent to it is lost.</summary>
    public static readonly Uri Nowhere = new("http://127.0.0.1:1");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public Stack Stack { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stack = await Stack.StartAsync(("RECONCILE_EVERY_SECONDS", "1"));

    public ValueTask DisposeAsync() => Stack.DisposeAsync();

    /// <summary>Waits for a run that began after this moment to have gone through all lists.</summary>
    public static async Task IsReconciledAsync(Stack stack)
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        var from = await connection.ExecuteScalarAsync<DateTime>("SELECT clock_timestamp()");
        var since = Stopwatch.GetTimestamp();
        while (
            await connection.ExecuteScalarAsync<long>(
                "SELECT count(*) FROM twilio_server.reconciled_lists WHERE checked_at > @from",
                new { from }
            ) < 3
        )
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, $"No run has ended.\n{stack.ServerLog}");
            await Task.Delay(20);
        }
    }

    /// <summary>Lets Twilio fail; nothing fails any more after an empty list.</summary>
    public static Task FaultsAsync(Stack stack, params object[] rules) =>
        stack.Emulator.PutAsync("faults", new { seed = 1, rules });
}
