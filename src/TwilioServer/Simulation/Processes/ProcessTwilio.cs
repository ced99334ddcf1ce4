using TwilioServer.Simulation.Faults;
using TwilioServer.TwilioApi;

namespace TwilioServer.Simulation.Processes;

/// <summary>Twilio as one process reaches it: the process may die on either side of a POST.</summary>
public sealed class ProcessTwilio(World world, SimulatedProcess process, Strand strand) : ITwilioApi
{
    public async Task<TwilioResult> PostAsync(string resource, IEnumerable<KeyValuePair<string, string>> form)
    {
        world.Processes.MayDie(FaultKind.DiedBeforePost, process, strand);
        await world.Processes.MayHangAsync(FaultKind.HungBeforePost, process, strand);
        var answer = world.Twilio.PostAsync(resource, form, strand);
        world.Processes.MayDie(FaultKind.DiedAfterPost, process, strand);
        var result = await answer;
        await world.Processes.AwakeAsync(process);
        return result;
    }

    public async Task<TwilioResult> GetAsync(string resource, CancellationToken cancellation)
    {
        var result = await world.Twilio.GetAsync(resource, strand);
        await world.Processes.AwakeAsync(process);
        return result;
    }
}
