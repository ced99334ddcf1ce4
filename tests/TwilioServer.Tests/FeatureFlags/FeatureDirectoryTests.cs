using TwilioServer.Audit;
using TwilioServer.FeatureFlags;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.FeatureFlags;

/// <summary>A feature works only where environment, flag and tenant all say yes; who switches is written down.</summary>
public sealed class FeatureDirectoryTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly Guid Other = new("018f0000-0000-7000-8000-000000000099");
    private static readonly FeatureName Recording = FeatureNames.Find("call_recording")!;
    private static readonly FeatureName Conferences = FeatureNames.Find("conference_calling")!;
    private readonly TestClock _clock = new();

    public async ValueTask InitializeAsync() =>
        await database.ExecuteAsync(
            "TRUNCATE twilio_server.feature_flags, twilio_server.maintenance_pauses, twilio_server.audit_log; DELETE FROM twilio_server.jobs"
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<bool, bool?, bool?, bool> Table
    {
        get
        {
            var table = new TheoryData<bool, bool?, bool?, bool>();
            bool?[] rows = [null, true, false];
            foreach (var environment in new[] { true, false })
            foreach (var flag in rows)
            foreach (var tenant in rows)
                table.Add(environment, flag, tenant, environment && flag is not false && tenant is not false);
            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void All_three_must_say_yes(bool environment, bool? flag, bool? tenant, bool isOn)
    {
        List<FeatureRow> rows = [];
        if (flag is { } forAll)
            rows.Add(new FeatureRow(Recording.Name, null, forAll));
        if (tenant is { } own)
            rows.Add(new FeatureRow(Recording.Name, Samples.TenantId, own));
        var directory = new FeatureDirectory(
            null!,
            new FeatureEnvironment(environment ? Features.All : Features.All & ~Features.CallRecording)
        );
        directory.Use(new FeatureList(rows, []));
        Assert.Equal(isOn, directory.For(Samples.TenantId).Features.HasFlag(Features.CallRecording));
        Assert.Equal(environment && flag is not false, directory.For(Other).Features.HasFlag(Features.CallRecording));
    }

    [Fact]
    public void Where_nobody_switched_anything_it_is_as_the_runbook_says()
    {
        var directory = new FeatureDirectory(null!, new FeatureEnvironment(Features.All));
        Assert.Equal(CallConditions.Usual, directory.For(Samples.TenantId));
        var document = FeatureDocument.Of(directory.List, directory.Environment, null);
        Assert.Equal(
            "call_recording voicemail_transcription sms_automation call_analytics ai_dispatch",
            string.Join(' ', document.Features.Where(feature => feature.Value).Select(feature => feature.Key))
        );
    }

    [Fact]
    public async Task A_tenant_cannot_have_what_all_have_not()
    {
        await Store().SetAsync(Conferences, true, Samples.TenantId, "ada", Stop);
        Assert.False((await ReadAsync()).For(Samples.TenantId).Features.HasFlag(Features.ConferenceCalling));
        Assert.True(await Store().SetAsync(Conferences, true, null, "ada", Stop));
        Assert.True((await ReadAsync()).For(Samples.TenantId).Features.HasFlag(Features.ConferenceCalling));
    }

    [Fact]
    public async Task What_is_so_already_is_not_changed_and_not_audited()
    {
        Assert.False(await Store().SetAsync(Recording, true, null, "ada", Stop));
        Assert.True(await Store().SetAsync(Recording, false, null, "ada", Stop));
        Assert.False(await Store().SetAsync(Recording, false, null, "bob", Stop));
        var entry = Assert.Single(await AuditLog.ReadAsync(database.DataSource, 10, Stop));
        Assert.Equal(
            new AuditEntry(TestClock.Noon, "ada", "flag.changed", null, "call_recording", "true", "false"),
            entry
        );
    }

    [Fact]
    public async Task Recordings_under_way_follow_with_a_job_of_the_same_transaction()
    {
        await Store().SetAsync(Recording, false, null, "ada", Stop);
        Assert.Equal(
            1,
            await database.ScalarAsync<long>("SELECT count(*) FROM twilio_server.jobs WHERE kind = 'recording.pause'")
        );
    }

    [Fact]
    public async Task A_change_that_cannot_be_audited_is_none()
    {
        await database.ExecuteAsync(
            "ALTER TABLE twilio_server.audit_log ADD CONSTRAINT no_more CHECK (actor <> 'eve')"
        );
        try
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
                Store().SetAsync(Recording, false, null, "eve", Stop)
            );
        }
        finally
        {
            await database.ExecuteAsync("ALTER TABLE twilio_server.audit_log DROP CONSTRAINT no_more");
        }
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM twilio_server.feature_flags"));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM twilio_server.jobs"));
    }

    [Fact]
    public async Task Nothing_is_switched_or_paused_for_a_tenant_that_there_is_not()
    {
        await Assert.ThrowsAsync<UnknownTenantException>(() => Store().SetAsync(Recording, false, Other, "ada", Stop));
        await Assert.ThrowsAsync<UnknownTenantException>(() => Pauses().PauseAsync("why", Other, "ada", Stop));
        Assert.Empty(await AuditLog.ReadAsync(database.DataSource, 10, Stop));
    }

    [Fact]
    public async Task Pausing_twice_is_one_pause_and_resuming_ends_it()
    {
        var (first, isNew) = await Pauses().PauseAsync("Moving \"the\" database", null, "ada", Stop);
        Assert.True(isNew);
        Assert.Equal((first, false), await Pauses().PauseAsync("Again", null, "bob", Stop));
        Assert.True((await ReadAsync()).For(Samples.TenantId).IsPaused);
        Assert.Equal(first, await Pauses().ResumeAsync(null, "bob", Stop));
        Assert.Null(await Pauses().ResumeAsync(null, "bob", Stop));
        Assert.False((await ReadAsync()).For(Samples.TenantId).IsPaused);
        Assert.Equal(
            ["calls.resumed", "calls.paused"],
            (await AuditLog.ReadAsync(database.DataSource, 10, Stop)).Select(entry => entry.Action)
        );
    }

    [Fact]
    public async Task A_pause_of_one_tenant_is_nobody_else_s()
    {
        await Pauses().PauseAsync("why", Samples.TenantId, "ada", Stop);
        var directory = await ReadAsync();
        Assert.True(directory.For(Samples.TenantId).IsPaused);
        Assert.False(directory.For(Other).IsPaused);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private FeatureStore Store() => new(database.DataSource, _clock);

    private PauseStore Pauses() => new(database.DataSource, _clock);

    private async Task<FeatureDirectory> ReadAsync()
    {
        var directory = new FeatureDirectory(database.DataSource, new FeatureEnvironment(Features.All));
        await directory.ReloadAsync(Stop);
        return directory;
    }
}
