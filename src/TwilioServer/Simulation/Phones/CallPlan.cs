namespace TwilioServer.Simulation.Phones;

/// <summary>How the owner's phone answers.</summary>
public enum OwnerBehaviour
{
    Answers,
    DoesNotAnswer,
    IsBusy,
    IsUnreachable,

    /// <summary>Twilio says <c>completed</c> though nobody spoke: a mailbox of the carrier's.</summary>
    IsNotBridged,

    /// <summary>A mailbox picks up: it talks and presses nothing.</summary>
    IsMailbox,

    /// <summary>Somebody picks up and presses the wrong key.</summary>
    PressesAnotherKey,
}

/// <summary>What the caller does.</summary>
public enum CallerBehaviour
{
    LeavesMessage,
    HangsUpAtGreeting,
    SaysNothing,
    HangsUpWhileRinging,
}

/// <summary>What will happen in one call, if everything arrives.</summary>
/// <param name="Owner">The first phone that is rung.</param>
/// <param name="Second">The phone that is rung after it, where there is one.</param>
public sealed record CallPlan(
    OwnerBehaviour Owner,
    OwnerBehaviour Second,
    CallerBehaviour Caller,
    TimeSpan Rings,
    TimeSpan Talks,
    bool ActionOnHangUp,
    bool ReportsProgress
)
{
    /// <summary>Most calls of a business that needs us are missed; every way of missing one is drawn often.</summary>
    public static CallPlan Drawn(Chance chance) =>
        new(
            Phone(chance),
            Phone(chance),
            chance.Next(10) switch
            {
                < 5 => CallerBehaviour.LeavesMessage,
                < 7 => CallerBehaviour.HangsUpAtGreeting,
                7 => CallerBehaviour.SaysNothing,
                _ => CallerBehaviour.HangsUpWhileRinging,
            },
            chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)),
            chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(3)),
            ActionOnHangUp: chance.Next(2) == 0,
            ReportsProgress: chance.Next(3) == 0
        );

    private static OwnerBehaviour Phone(Chance chance) =>
        chance.Next(12) switch
        {
            < 4 => OwnerBehaviour.Answers,
            < 7 => OwnerBehaviour.DoesNotAnswer,
            7 => OwnerBehaviour.IsBusy,
            8 => OwnerBehaviour.IsUnreachable,
            9 => OwnerBehaviour.IsMailbox,
            10 => OwnerBehaviour.PressesAnotherKey,
            _ => OwnerBehaviour.IsNotBridged,
        };
}
