using TwilioServer.Registrations;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Registrations;

public sealed class RegistrationStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly TestClock _clock = new();

    private RegistrationStore Store => new(database.DataSource, _clock);

    [Fact]
    public async Task What_was_found_is_known_after_the_announcement_and_goes_with_its_number()
    {
        var token = TestContext.Current.CancellationToken;
        var number = await NumberAsync("+14155550181");
        Assert.Equal(RegistrationStatus.Unknown, await KnownAsync(number));
        await Store.SaveAsync(
            [Found(number, RegistrationStatus.Unregistered), Found("+14155550182", RegistrationStatus.Registered)],
            token
        );
        Assert.Equal(RegistrationStatus.Unregistered, await KnownAsync(number));
        Assert.Equal(RegistrationStatus.Unknown, await KnownAsync("+14155550182"));
        await Store.SaveAsync([Found(number, RegistrationStatus.Registered)], token);
        Assert.Equal(RegistrationStatus.Registered, await KnownAsync(number));
        await database.ExecuteAsync(
            "DELETE FROM twilio_server.phone_numbers WHERE phone_number = @number",
            new { number }
        );
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "SELECT count(*) FROM twilio_server.number_registrations WHERE phone_number = @number",
                new { number }
            )
        );
    }

    /// <summary>A day later where all is well, an hour later where a number may not send; and one process has it.</summary>
    [Theory]
    [InlineData(RegistrationStatus.Registered, 24)]
    [InlineData(RegistrationStatus.NotApplicable, 24)]
    [InlineData(RegistrationStatus.Pending, 1)]
    [InlineData(RegistrationStatus.Unknown, 1)]
    public async Task Twilio_is_asked_again_when_it_is_time(RegistrationStatus status, int hours)
    {
        var token = TestContext.Current.CancellationToken;
        await database.ExecuteAsync("DELETE FROM twilio_server.number_registrations");
        Assert.False(await Store.BeginAsync(token), "nobody asked for the first time");
        await Store.SaveAsync([Found(await NumberAsync("+14155550183"), status)], token);
        _clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        Assert.False(await Store.BeginAsync(token));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Store.BeginAsync(token)));
        Assert.Single(asked, isOurs => isOurs);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await Store.BeginAsync(token), "the check that was begun has failed");
    }

    private static CheckedNumber Found(string number, RegistrationStatus status) =>
        new(number, Samples.TenantId, status);

    private async Task<string> NumberAsync(string number)
    {
        await database.ExecuteAsync(
            """
            INSERT INTO twilio_server.phone_numbers (phone_number, tenant_id, created_at) VALUES (@number, @TenantId, @Now)
            ON CONFLICT (phone_number) DO NOTHING
            """,
            new
            {
                number,
                Samples.TenantId,
                _clock.Now,
            }
        );
        return number;
    }

    private async Task<RegistrationStatus> KnownAsync(string number)
    {
        var tenants = new TenantDirectory(database.DataSource);
        await tenants.ReloadAsync(TestContext.Current.CancellationToken);
        return tenants.RegistrationOf(number);
    }
}
