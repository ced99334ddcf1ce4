using System.Reflection;

namespace TwilioServer.Monitoring;

/// <summary>
/// What a monitor asks. The shape serves every reader there is: the platform's monitor reads <c>version</c> and
/// <c>database.connected</c> at the top, older ones read <c>data</c>. A process without a database that can spill is
/// degraded and ready: taken out, it would lose what it can save.
/// </summary>
public static class HealthEndpoints
{
    private static readonly string Version =
        typeof(HealthEndpoints)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "unknown";

    /// <param name="spill">How the spill is now.</param>
    /// <param name="isStopping">Whether the process takes no new work any more.</param>
    public static void MapHealth(
        this IEndpointRouteBuilder routes,
        DatabaseProbe database,
        Func<SpillHealth> spill,
        Func<bool> isStopping,
        TimeProvider time
    )
    {
        routes.MapGet("/health", context => AnswerAsync(context, isReadiness: false));
        routes.MapGet("/health/live", context => AnswerAsync(context, isReadiness: false));
        routes.MapGet("/health/ready", context => AnswerAsync(context, isReadiness: true));

        async Task AnswerAsync(HttpContext context, bool isReadiness)
        {
            var connected = await database.IsConnectedAsync();
            var health = spill();
            if (isReadiness && (isStopping() || !connected && !health.Writable))
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsJsonAsync(
                Report(connected, health, time.GetUtcNow()),
                HealthJson.Default.HealthReport
            );
        }
    }

    private static HealthReport Report(bool connected, SpillHealth spill, DateTimeOffset timestamp)
    {
        const string service = "twilio-server";
        var status = connected && spill is { Open: false, Writable: true } ? "healthy" : "degraded";
        return new HealthReport(
            true,
            new HealthData(status, service, timestamp),
            status,
            service,
            Version,
            timestamp,
            new DatabaseHealth(connected),
            spill
        );
    }
}
