namespace TwilioServer.FeatureFlags;

/// <summary>What is switched for a tenant at a moment.</summary>
/// <param name="Features">What environment, flags and tenant allow.</param>
/// <param name="IsPaused">Whether incoming calls are paused for maintenance.</param>
public readonly record struct CallConditions(Features Features, bool IsPaused)
{
    /// <summary>Where nobody switched anything.</summary>
    public static readonly CallConditions Usual = new(Features.Default, false);
}
