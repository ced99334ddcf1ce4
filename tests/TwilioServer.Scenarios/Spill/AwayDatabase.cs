using System.Security.Cryptography;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Spill;

/// <summary>A stack whose service reaches its database by way of a proxy, with a business whose owner does not answer.</summary>
internal sealed class AwayDatabase : IAsyncDisposable
{
    private AwayDatabase(Stack stack, TcpProxy proxy, Business business)
    {
        Stack = stack;
        Proxy = proxy;
        Business = business;
    }

    public Stack Stack { get; }

    public TcpProxy Proxy { get; }

    public Business Business { get; }

    /// <param name="withMasterKey">Whether the service has a key of its own, or keeps one in the database.</param>
    public static async Task<AwayDatabase> StartAsync(bool withMasterKey = false)
    {
        var stack = await Stack.StartAsync();
        var url = new Uri(stack.DatabaseUrl);
        var proxy = TcpProxy.Start(url.Port);
        var through = new UriBuilder(url) { Host = "127.0.0.1", Port = proxy.Port }.Uri.ToString();
        await stack.Server.KillAsync();
        // The first start made a key, which another one does not open.
        await using (var connection = await stack.Database.OpenConnectionAsync())
            await Dapper.SqlMapper.ExecuteAsync(connection, "DELETE FROM twilio_server.service_keys");
        var masterKey = withMasterKey ? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) : "";
        await stack.StartServerAsync(
            settings: [("DATABASE_URL", through), ("MASTER_KEY", masterKey), ("SPILL_AFTER_MS", "")]
        );
        var business = await Business.OpenAsync(stack);
        await business.OwnerDoesNotAnswerAsync();
        return new AwayDatabase(stack, proxy, business);
    }

    public string[] SpillFiles() => Directory.GetFiles(Stack.SpillDirectory, "*.spill");

    /// <summary>Everything was imported: the files are gone.</summary>
    public async Task IsDrainedAsync()
    {
        for (var attempt = 0; SpillFiles().Length > 0; attempt++)
        {
            Assert.True(attempt < 1000, $"The spill was not imported.\n{Stack.ServerLog}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        await Proxy.DisposeAsync();
    }
}
