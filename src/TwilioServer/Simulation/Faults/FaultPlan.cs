using static TwilioServer.Simulation.Faults.FaultKind;

namespace TwilioServer.Simulation.Faults;

/// <summary>How likely each fault is, each time that it could strike.</summary>
public sealed class FaultPlan
{
    private static readonly Dictionary<FaultKind, double> Usual = new()
    {
        [WebhookLost] = 0.02,
        [WebhookRepeated] = 0.10,
        [WebhookLate] = 0.03,
        [CommitLost] = 0.003,
        [ReplyLost] = 0.003,
        [CommitRepeated] = 0.01,
        [StreamHeld] = 0.03,
        [ProcessKilled] = 0.01,
        [ProcessHung] = 0.005,
        [ClaimLost] = 0.01,
        [HungAfterClaim] = 0.005,
        [HungBeforePost] = 0.005,
        [DiedBeforePost] = 0.01,
        [DiedAfterPost] = 0.01,
        [TwilioUnreachable] = 0.04,
        [TwilioBusy] = 0.05,
        [TwilioRefused] = 0.02,
        [TwilioFailed] = 0.02,
        [TwilioFailedAccepted] = 0.03,
        [TwilioSilent] = 0.02,
        [TwilioSilentAccepted] = 0.03,
        [TwilioSlow] = 0.05,
        [ReportsLost] = 0.10,
        [ListLags] = 0.30,
        [ListFailed] = 0.05,
        [NeighbourUnreachable] = 0.05,
        [NeighbourSilent] = 0.03,
        [NeighbourSilentAccepted] = 0.03,
    };

    private readonly double[] _probabilities = new double[Enum.GetValues<FaultKind>().Length];

    private FaultPlan() { }

    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>
    /// Every seed draws its own mixture: one in eight faults is left out and the others are rarer or more frequent than
    /// usual. Faults that hide each other in one mixture meet alone in another.
    /// </summary>
    public static FaultPlan Drawn(Chance chance)
    {
        var plan = new FaultPlan();
        foreach (var kind in Enum.GetValues<FaultKind>())
            plan._probabilities[(int)kind] = chance.Next(8) == 0 ? 0 : Usual[kind] * (0.25 + 2 * chance.NextDouble());
        return plan;
    }

    public double Of(FaultKind kind) => _probabilities[(int)kind];
}
