namespace TwilioServer.Scenarios.Chaos;

/// <summary>PostgreSQL itself fails under load. Webhooks go to the spill meanwhile: each one is answered with 2xx.</summary>
public sealed class PostgresScenarios(ChaosCluster cluster) : IClassFixture<ChaosCluster>
{
    private const int AtOnce = 16;

    /// <summary>Calls of which some webhooks come before, some while and some after something happens.</summary>
    private const int Around = 60;

    /// <summary>Calls of which each webhook comes while PostgreSQL is away.</summary>
    private const int Within = 20;

    /// <summary>
    /// A sender whose permission was committed, but whose node was called dead before it heard, may not send any more,
    /// and nobody may send again: the text is missing, and says so. There are sixteen senders.
    /// </summary>
    private static readonly Expectation Unclear = new() { UnclearSends = 16 };

    private int _next;

    [Fact]
    public async Task Stopped_at_once_and_again_while_recovering_PostgreSQL_costs_nothing()
    {
        await using var rig = await cluster.StartRigAsync();
        await EmulatorCalls.PlaceAsync(rig, 5);
        for (var round = 1; round <= 2; round++)
        {
            await DuringLoadAsync(rig, cluster.Server.StopAtOnceAsync);
            Assert.Empty(await PlayAsync(rig, Within));
            await DuringLoadAsync(
                rig,
                async () =>
                {
                    await cluster.Server.BeginRecoveryAsync();
                    await cluster.Server.KillAsync();
                }
            );
            await DuringLoadAsync(rig, cluster.Server.StartAgainAsync);
        }
        await Rest.JudgeAsync(rig, Unclear);
    }

    [Fact]
    public async Task Backends_killed_with_kill_9_cost_nothing()
    {
        await using var rig = await cluster.StartRigAsync();
        for (var round = 1; round <= 3; round++)
            await DuringLoadAsync(rig, () => cluster.Server.KillBackendAsync("twilio-server journal"));
        await Rest.JudgeAsync(rig, Unclear);
    }

    [Fact]
    public async Task Without_a_free_connection_webhooks_are_still_answered()
    {
        await using var rig = await cluster.StartRigAsync();
        await using var hog = await ConnectionHog.StartAsync(rig.DatabaseUrl);
        await DuringLoadAsync(rig, hog.TakeAllAsync);
        Assert.Empty(await PlayAsync(rig, Within));
        await DuringLoadAsync(rig, hog.ReleaseAsync);
        await Rest.JudgeAsync(rig, Unclear);
    }

    /// <summary>Does something when a third of a load was answered; all of the load must be.</summary>
    private async Task DuringLoadAsync(Rig rig, Func<Task> happening)
    {
        var before = rig.Ledger.Acknowledged;
        var playing = PlayAsync(rig, Around);
        await rig.AcknowledgedAsync(before + Around, playing);
        await happening();
        Assert.Empty(await playing);
    }

    private Task<IReadOnlyList<SignedWebhook>> PlayAsync(Rig rig, int calls)
    {
        var first = _next;
        _next += calls;
        return rig.Driver.PlayAsync(DriverCall.Many(rig.Entry, first, calls), AtOnce);
    }
}
