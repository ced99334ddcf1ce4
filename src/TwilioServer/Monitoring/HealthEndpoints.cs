using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Npgsql;

namespace TwilioServer.Monitoring;

/// <summary>
/// What a monitor asks. The shape serves every reader there is: the platform's monitor reads <c>version</c> and
/// <c>database.connected</c> at the top, older ones read <c>data</c>.
/// </summary>
public static class HealthEndpoints
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    private static readonly string Version =
        typeof(HealthEndpoints)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "unknown";

    public static void MapHealth(this IEndpointRouteBuilder routes, NpgsqlDataSource dataSource, TimeProvider time)
    {
        routes.MapGet("/health", async context => await WriteAsync(context, await IsConnectedAsync(dataSource), time));
        routes.MapGet("/health/live", context => WriteAsync(context, connected: true, time));
        routes.MapGet(
            "/health/ready",
            async context =>
            {
                var connected = await IsConnectedAsync(dataSource);
                if (!connected)
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                await WriteAsync(context, connected, time);
            }
        );
    }

    private static Task WriteAsync(HttpContext context, bool connected, TimeProvider time)
    {
        var status = connected ? "healthy" : "degraded";
        var timestamp = time.GetUtcNow();
        const string service = "twilio-server";
        return context.Response.WriteAsJsonAsync(
            new HealthReport(
                true,
                new HealthData(status, service, timestamp),
                status,
                service,
                Version,
                timestamp,
                new DatabaseHealth(connected)
            ),
            HealthJson.Default.HealthReport
        );
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the reason, the answer is: not connected.")]
    private static async Task<bool> IsConnectedAsync(NpgsqlDataSource dataSource)
    {
        try
        {
            using var timeout = new CancellationTokenSource(ProbeTimeout);
            await using var command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(timeout.Token);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
