using TwilioEmulator.Clock;
using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

internal static class HealthRoutes
{
    public static void MapHealth(this RouteGroupBuilder control) => control.MapGet("/health", Health);

    private static IResult Health(
        EmulatorOptions options,
        EmulatorAddress address,
        VirtualClock clock,
        EmulatorStore store
    ) =>
        ControlJson.Ok(
            new
            {
                status = "ok",
                url = address.BaseUrl,
                accountSid = options.AccountSid,
                clock = clock.Mode,
                now = ControlApi.Iso(clock.GetUtcNow()),
                calls = store.Calls.Count,
                messages = store.Messages.Count,
            }
        );
}
