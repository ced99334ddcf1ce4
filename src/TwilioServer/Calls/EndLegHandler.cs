using TwilioServer.Jobs;
using TwilioServer.TwilioApi;

namespace TwilioServer.Calls;

/// <summary>
/// Ends the forwarded leg that a machine picked up; Twilio then asks for what comes next, as for any leg that ended.
/// Ending twice is harmless.
/// </summary>
/// <param name="clients">The API below the account that a tenant's calls are in.</param>
public sealed class EndLegHandler(Func<Guid, IReadOnlyList<ITwilioApi>> clients) : IJobHandler
{
    private static readonly KeyValuePair<string, string>[] Completed = [new("Status", "completed")];

    public string Kind => CallDecider.EndLegJob;

    public int Concurrency => 8;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var call = CallJobs.Parse(job.Payload);
        foreach (var twilio in clients(call.TenantId))
        {
            var result = await twilio.PostAsync($"Calls/{call.LegSid}.json", Completed);
            if (result is TwilioResult.NotProcessed or TwilioResult.Ambiguous)
                throw new TwilioAwayException("Twilio could not be told to end a leg that a machine picked up.");
            if (result is TwilioResult.Succeeded)
                break;
        }
        return JobResult.Done;
    }
}

/// <summary>Twilio is away: what was to be done is tried again.</summary>
public sealed class TwilioAwayException(string message) : Exception(message);
