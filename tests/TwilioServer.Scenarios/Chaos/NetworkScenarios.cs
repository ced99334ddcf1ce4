using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>The network between the service and PostgreSQL fails; both ends are well.</summary>
public sealed class NetworkScenarios(RigTemplate template)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const int Calls = 150;
    private const int Cuts = 8;

    [Fact]
    public async Task A_commit_whose_reply_is_lost_is_repeated_and_does_nothing_twice()
    {
        await using var rig = await Rig.StartAsync(template, spillAfterMilliseconds: Rig.SoonMilliseconds);
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, Calls), 16);
        for (var i = 0; i < Cuts; i++)
            await rig.DatabaseLink.CutBefore(TcpProxy.PostgresCommitted).WaitAsync(Patience);
        Assert.Empty(await playing);
        await Rest.JudgeAsync(rig, new Expectation { UnclearSends = 0 });
    }

    [Fact]
    public async Task Connections_that_are_reset_again_and_again_lose_nothing()
    {
        await using var rig = await Rig.StartAsync(template, spillAfterMilliseconds: Rig.SoonMilliseconds);
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, Calls), 16);
        for (var i = 1; i <= Cuts; i++)
        {
            await rig.AcknowledgedAsync(i * 40, playing);
            rig.DatabaseLink.Reset();
        }
        await playing;
        await Rest.JudgeAsync(rig, new Expectation { ErrorsAreExplained = true });
    }

    [Fact]
    public async Task Connections_that_end_in_the_middle_of_an_answer_lose_nothing()
    {
        await using var rig = await Rig.StartAsync(template, spillAfterMilliseconds: Rig.SoonMilliseconds);
        var random = new Random(int.Parse(Rig.Seed));
        var playing = rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, 0, Calls), 16);
        for (var i = 0; i < Cuts; i++)
            await rig.DatabaseLink.CutAfter(random.Next(1, 4000)).WaitAsync(Patience);
        await playing;
        await Rest.JudgeAsync(rig, new Expectation { ErrorsAreExplained = true });
    }
}
