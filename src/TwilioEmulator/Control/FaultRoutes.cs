using TwilioEmulator.Faults;

namespace TwilioEmulator.Control;

internal static class FaultRoutes
{
    private const string Example =
        """{"seed":42,"rules":[{"route":"POST Messages","fault":"429|500-before|500-after|timeout-after-accept|reset-after-accept|cut-body|slow|before-the-201|huge-body|wrong-type|redirect","probability":0.3,"times":5,"delaySeconds":2},{"route":"GET Messages","fault":"list-lag","delaySeconds":30},{"callback":"message-status","fault":"late|duplicated|shuffled|dropped","copies":2}]}""";

    public static void MapFaults(this RouteGroupBuilder control)
    {
        control.MapPut("/faults", PutAsync);
        control.MapGet("/faults", (FaultPlan plan) => ControlJson.Ok(plan.Report()));
        control.MapDelete("/faults", Clear);
    }

    /// <summary>Puts these rules in the place of all others; counts start again.</summary>
    private static async Task<IResult> PutAsync(HttpRequest request, FaultPlan plan)
    {
        var wish = await ControlJson.ReadAsync<FaultWish>(request, Example);
        var rules = wish.Rules ?? [];
        if (rules.Select(rule => rule.Problem()).FirstOrDefault(problem => problem is not null) is { } wrong)
            throw new ControlException(400, $"{wrong} {Example}");
        plan.Set(wish.Seed, rules);
        return ControlJson.Ok(plan.Report());
    }

    private static IResult Clear(FaultPlan plan)
    {
        plan.Set(0, []);
        return ControlJson.Ok(plan.Report());
    }

    private sealed record FaultWish(IReadOnlyList<FaultRule>? Rules, int Seed = 0);
}
