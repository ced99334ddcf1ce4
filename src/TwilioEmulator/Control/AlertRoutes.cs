using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

internal static class AlertRoutes
{
    public static void MapAlertControl(this RouteGroupBuilder control) => control.MapGet("/alerts", List);

    /// <summary>What went wrong with webhooks and TwiML, oldest first, with request and answer.</summary>
    private static IResult List(AlertLog alerts) => ControlJson.Ok(new { alerts = alerts.NewestFirst().Reverse() });
}
