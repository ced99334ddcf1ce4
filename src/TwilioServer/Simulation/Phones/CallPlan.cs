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
public sealed record CallPlan(
    OwnerBehaviour Owner,
    CallerBehaviour Caller,
    TimeSpan Rings,
    TimeSpan Talks,
    bool ActionOnHangUp,
    bool ReportsProgress
)
{
    public bool IsMissed => Owner != OwnerBehaviour.Answers || Caller == CallerBehaviour.HangsUpWhileRinging;

    /// <summary>Most calls of a business that needs us are missed; every way of missing one is drawn often.</summary>
    public static CallPlan Drawn(Chance chance) =>
        new(
            chance.Next(10) switch
            {
                < 4 => OwnerBehaviour.Answers,
                < 7 => OwnerBehaviour.DoesNotAnswer,
                7 => OwnerBehaviour.IsBusy,
                8 => OwnerBehaviour.IsUnreachable,
                _ => OwnerBehaviour.IsNotBridged,
            },
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
}
