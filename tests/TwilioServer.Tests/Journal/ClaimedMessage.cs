using TwilioServer.Jobs;
using TwilioServer.Messages;
using TwilioServer.Tests.Calls;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Journal;

/// <summary>The text to the caller of a missed call, its job claimed by a node.</summary>
internal static class ClaimedMessage
{
    public static async Task<(Job Job, string Key)> MakeAsync(TestDatabase database, JournalHarness harness, int call)
    {
        await harness.AppendAsync(call, CallStory.Dialed("busy"));
        var node = await database.ScalarAsync<long>(
            "INSERT INTO twilio_server.nodes (host, process_id) VALUES ('test', 1) RETURNING node_id"
        );
        var claimed = await new JobStore(database.DataSource, new TestClock()).ClaimAsync(
            node,
            [MessageDecider.SendJob],
            [100],
            CancellationToken.None
        );
        var job = claimed.Single(job => MessageJobs.Parse(job.Payload).To == JournalHarness.Caller(call));
        return (job, MessageState.KeyOf(MessageJobs.Parse(job.Payload).IntentId));
    }
}
