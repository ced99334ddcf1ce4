using TwilioEmulator.Events;

namespace TwilioEmulator.Control;

internal static class EventRoutes
{
    private const double LongestWaitSeconds = 60;

    public static void MapEvents(this RouteGroupBuilder control) => control.MapGet("/events", ReadAsync);

    private static async Task<IResult> ReadAsync(
        HttpContext context,
        EventLog events,
        string? after = null,
        string? waitSeconds = null,
        string? callSid = null,
        string? kind = null
    )
    {
        if (
            !long.TryParse(after ?? "0", out var from)
            || !double.TryParse(waitSeconds ?? "0", out var wait)
            || !(wait >= 0)
        )
            throw new ControlException(
                400,
                "after must be a whole number and waitSeconds a number: ?after=0&waitSeconds=10"
            );
        var query = new EventQuery(from, Set(callSid), Set(kind));
        var patience = TimeSpan.FromSeconds(Math.Min(wait, LongestWaitSeconds));
        var (found, next) = await events.ReadAsync(query, patience, context.RequestAborted);
        return ControlJson.Ok(new { events = found.Select(Show), next });
    }

    private static string? Set(string? filter) => string.IsNullOrEmpty(filter) ? null : filter;

    private static object Show(EmulatorEvent each) =>
        new
        {
            seq = each.Seq,
            atUnixMs = each.AtUnixMs,
            emulatorTime = ControlApi.Iso(each.EmulatorTime),
            kind = each.Kind,
            callSid = each.CallSid,
            messageSid = each.MessageSid,
            data = each.Data,
        };
}
