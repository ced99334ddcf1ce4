using System.Text.Json.Nodes;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;
using TwilioServer.Tests.TwilioApi;
using static TwilioServer.Tests.Messages.CopyStory;

namespace TwilioServer.Tests.Messages;

/// <summary>A minute before a second copy goes out: the list and our own tables say whether it is to.</summary>
public sealed class WatchCopyHandlerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(MessageClass.FollowUp, true, "canceling", "unknown-final")]
    [InlineData(MessageClass.FollowUp, false, "released", "unknown")]
    [InlineData(MessageClass.Scheduled, true, "released", "unknown")]
    public async Task Who_calls_while_the_copy_of_a_follow_up_waits_does_not_get_it(
        MessageClass messageClass,
        bool calls,
        string copy,
        string status
    )
    {
        await using var journal = new JournalHarness(database);
        var call = 600 + (10 * (int)messageClass) + (calls ? 1 : 0);
        var job = await LostMessage.MakeAsync(
            database,
            journal,
            call,
            Now,
            TimeSpan.FromHours(3),
            "waiting",
            messageClass
        );
        // The call that it follows was before it; another one comes while the copy waits.
        await database.ExecuteAsync(
            "UPDATE calls SET created_at = created_at + @later WHERE from_number = @caller",
            new { later = TimeSpan.FromMinutes(calls ? 10 : -10), caller = JournalHarness.Caller(call) }
        );
        await using var twilio = await FakeTwilio.StartAsync(_ => (200, Waiting(job)));
        var handler = new WatchCopyHandler(
            journal.Own,
            new MessageApi(twilio.Client),
            new SendStore(database.DataSource).IsAnswerAsync
        );
        await handler.RunAsync(job, TestContext.Current.CancellationToken).Soon();
        var row = await LostMessage.RowAsync(database, job);
        Assert.Equal((copy, status), (row.Copy, row.Status));
    }

    /// <summary>Twilio's list has the copy alone, which waits for its time.</summary>
    private static string Waiting(Job job) =>
        new JsonObject
        {
            ["messages"] = new JsonArray(
                new JsonObject
                {
                    ["sid"] = CopySid,
                    ["body"] = CopyJson.Parse(job.Payload).Message.Body,
                    ["status"] = "scheduled",
                    ["date_created"] = Now.ToString("R"),
                }
            ),
        }.ToJsonString();
}
