using TwilioEmulator.Clock;

namespace TwilioEmulator.Control;

internal static class ClockRoutes
{
    private static readonly double LongestAdvanceSeconds = TimeSpan.FromDays(366).TotalSeconds;

    public static void MapClock(this RouteGroupBuilder control)
    {
        control.MapGet("/clock", Show);
        control.MapPut("/clock", ChangeAsync);
        control.MapPost("/clock/advance", AdvanceAsync);
        control.MapPost("/clock/settle", SettleAsync);
    }

    private static IResult Show(VirtualClock clock) =>
        ControlJson.Ok(
            new
            {
                mode = clock.Mode,
                factor = clock.Factor,
                now = ControlApi.Iso(clock.GetUtcNow()),
                maxLagMs = clock.MaxLag.TotalMilliseconds,
            }
        );

    private static async Task<IResult> ChangeAsync(HttpRequest request, VirtualClock clock)
    {
        var wish = await ControlJson.ReadAsync<ClockWish>(request, """{"mode":"scaled","factor":10}""");
        if (wish.Mode is not { } mode)
            throw new ControlException(400, "Give a mode: real, scaled or stepped.");
        if (wish.Factor is <= 0 or > 10_000)
            throw new ControlException(
                400,
                "factor must be above 0 and at most 10000 virtual seconds per real second."
            );
        clock.SetMode(mode, wish.Factor);
        return Show(clock);
    }

    private static async Task<IResult> AdvanceAsync(HttpRequest request, VirtualClock clock)
    {
        var wish = await ControlJson.ReadAsync<AdvanceWish>(request, """{"seconds":25}""");
        if (clock.Mode != ClockMode.Stepped)
            throw new ControlException(409, """Time passes by itself. First PUT /control/clock {"mode":"stepped"}.""");
        if (!(wish.Seconds >= 0 && wish.Seconds <= LongestAdvanceSeconds))
            throw new ControlException(400, "seconds must be from 0 to a year.");
        var now = await clock.AdvanceAsync(TimeSpan.FromSeconds(wish.Seconds), request.HttpContext.RequestAborted);
        return ControlJson.Ok(new { now = ControlApi.Iso(now) });
    }

    /// <summary>Waits until nothing runs any more, without moving time.</summary>
    private static async Task<IResult> SettleAsync(HttpContext context, VirtualClock clock, ActivityTracker activities)
    {
        await activities.WhenQuietAsync(context.RequestAborted);
        return ControlJson.Ok(new { now = ControlApi.Iso(clock.GetUtcNow()) });
    }

    private sealed record ClockWish(ClockMode? Mode, double Factor = 10);

    private sealed record AdvanceWish(double Seconds = -1);
}
