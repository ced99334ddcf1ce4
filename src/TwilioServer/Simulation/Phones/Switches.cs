using TwilioServer.FeatureFlags;

namespace TwilioServer.Simulation.Phones;

/// <summary>Operators who switch features and pause calls, at any moment of the day.</summary>
public sealed class Switches : IEventSource
{
    private const int ADay = 24;

    private static readonly Features[] Switched =
    [
        Features.SmsAutomation,
        Features.CallRecording,
        Features.InternationalCalling,
    ];

    public void Begin(World world)
    {
        var chance = Chance.Of(world.Options.Seed, -1);
        for (var i = 0; i < ADay; i++)
        {
            var at = chance.Between(TimeSpan.Zero, World.Day);
            var lasts = chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30));
            var pauses = chance.Next(3) == 0;
            var feature = chance.Among(Switched);
            world.Agenda.After(at, () => Switch(world, feature, pauses));
            world.Agenda.After(at + lasts, () => Switch(world, feature, pauses));
        }
    }

    private static void Switch(World world, Features feature, bool pauses)
    {
        var now = world.Tables.Conditions;
        world.Tables.Conditions = pauses
            ? now with
            {
                IsPaused = !now.IsPaused,
            }
            : now with
            {
                Features = now.Features ^ feature,
            };
    }
}
