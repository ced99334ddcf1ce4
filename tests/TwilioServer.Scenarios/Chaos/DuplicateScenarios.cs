namespace TwilioServer.Scenarios.Chaos;

/// <summary>Deliveries of one webhook that come all at once, to one process and to several.</summary>
public sealed class DuplicateScenarios(RigTemplate template)
{
    private const int Times = 50;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Fifty_deliveries_at_once_of_each_webhook_are_one_call_and_one_text(int nodes)
    {
        await using var rig = await Rig.StartAsync(template, nodes);
        foreach (var webhook in DriverCall.Many(rig.Entry, 0, 8).SelectMany(call => call.Webhooks))
        {
            var answers = await rig.Driver.SendAtOnceAsync(webhook, Times);
            Assert.All(answers, answer => Assert.True(answer is { Status: 200 or 204 }));
        }
        // The ledger must show one body for all of them: the checker compares their hashes.
        await Rest.JudgeAsync(rig, new Expectation());
    }
}
