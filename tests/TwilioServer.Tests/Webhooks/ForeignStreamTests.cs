using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Webhooks;

/// <summary>A tenant's own account may know the SID of another tenant's call; it cannot do anything to that call.</summary>
public sealed class ForeignStreamTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task An_event_for_another_tenants_call_changes_nothing()
    {
        await using var harness = new JournalHarness(database);
        await harness.AppendAsync(1, new VoiceReceived());
        var ended = new CallStatusChanged("completed", 5);

        var foreign = await AppendAsync(harness, ended, new Guid("018f0000-0000-7000-8000-000000000002"));
        Assert.Equal(JournalOutcome.UnknownStream, foreign.Outcome);
        Assert.Equal(1, await EventsAsync());

        Assert.Equal(JournalOutcome.Processed, (await AppendAsync(harness, ended, Samples.TenantId)).Outcome);
        Assert.Equal(2, await EventsAsync());
    }

    private static Task<JournalReply> AppendAsync(JournalHarness harness, CallEvent happened, Guid onlyTenant) =>
        harness.Journal.AppendAsync(JournalHarness.Delivery(1, happened, onlyTenant: onlyTenant)).Soon();

    private Task<int> EventsAsync() => database.ScalarAsync<int>("SELECT count(*) FROM twilio_server.events");
}
