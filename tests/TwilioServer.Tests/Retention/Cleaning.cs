using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Retention;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Retention;

/// <summary>A day's cleaning, so many days after the tests take place.</summary>
internal static class Cleaning
{
    public static readonly RetentionSettings Settings = new(90, 730, 3, 9);

    public static async Task<RetentionReport> RunAsync(TestDatabase database, int daysLater)
    {
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromDays(daysLater));
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return await new RetentionRun(connection, Settings, clock, NullLogger.Instance).RunAsync(
            CancellationToken.None
        );
    }
}
