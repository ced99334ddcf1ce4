using System.Globalization;
using TwilioEmulator.Clock;
using TwilioEmulator.Events;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest;

/// <summary>What surrounds every API request: Twilio's response headers, an event, and errors in Twilio's shape.</summary>
internal sealed partial class RestEnvelope(
    RequestDelegate next,
    SidGenerator sids,
    ActivityTracker activities,
    EventLog events,
    TimeProvider clock,
    ILogger<RestEnvelope> log
)
{
    private int concurrent;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = TimeProvider.System.GetTimestamp();
        activities.Enter();
        AddHeaders(context, started, Interlocked.Increment(ref concurrent));
        try
        {
            await RunAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref concurrent);
            Record(context, started);
            activities.Leave();
        }
    }

    private void AddHeaders(HttpContext context, long started, int running)
    {
        var response = context.Response;
        response.Headers.Date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        response.Headers["Twilio-Request-Id"] = sids.NextRequestId();
        response.Headers["Twilio-Concurrent-Requests"] = $"{running}";
        response.Headers["X-Api-Domain"] = $"{context.Domain()?.Product}.twilio.com";
        response.Headers["X-Home-Region"] = "us1";
        response.Headers["X-Powered-By"] = "AT-5000";
        response.Headers["X-Shenanigans"] = "none";
        response.OnStarting(() =>
        {
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            response.Headers["Twilio-Request-Duration"] = seconds.ToString("0.000", CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
    }

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException failure)
        {
            await TwilioError.BadRequest(20001, failure.Message).ExecuteAsync(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.RequestFailed(log, context.Request.Path, failure);
            await new TwilioError(500, 20500, "Internal Server Error").ExecuteAsync(context);
        }
        if (context.Response is { StatusCode: 405, HasStarted: false })
            await new TwilioError(405, 20004, "Method not allowed").ExecuteAsync(context);
    }

    private void Record(HttpContext context, long started) =>
        events.Add(
            "rest",
            data: new Dictionary<string, object?>
            {
                ["method"] = context.Request.Method,
                ["host"] = $"{context.Domain()?.Product}.twilio.com",
                ["path"] = (context.Domain()?.Path ?? context.Request.Path) + context.Request.QueryString,
                ["status"] = context.Response.StatusCode,
                ["durationMs"] = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds,
            }
        );

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The API failed on {Path}")]
        public static partial void RequestFailed(ILogger logger, string path, Exception failure);
    }
}
