using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>Half an hour of Twilio passes in about a second when time is stepped.</summary>
public sealed class OutageTests(ITestOutputHelper output) : EmulatorTest
{
    private const int Texts = 1000;

    [Fact]
    public async Task Half_an_hour_with_an_unreachable_application_passes_in_seconds()
    {
        await Phone(Owner, new { deliveryAfterSeconds = 1800 });
        await Control(
            "PUT",
            "/faults",
            new
            {
                seed = 1,
                rules = new[]
                {
                    new
                    {
                        callback = "*",
                        fault = "late",
                        delaySeconds = 1799,
                        probability = 0.5,
                    },
                },
            }
        );
        for (var text = 0; text < Texts; text++)
            await Rest(
                "POST",
                "/Messages.json",
                ("To", Owner),
                ("From", Number),
                ("Body", "Hi"),
                ("StatusCallback", "http://127.0.0.1:1/down#rc=0")
            );
        var started = TimeProvider.System.GetTimestamp();
        await Advance(1800);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var attempts = (await Events("webhook")).Length;
        output.WriteLine($"half an hour, {3 * Texts} changes and {attempts} failed callbacks: {seconds:0.00} s");
        await Console.Error.WriteLineAsync($"outage: {attempts} failed callbacks in {seconds:0.00} s");
        var page = await Control("GET", "/messages", null);
        Assert.All(
            page.GetProperty("messages").EnumerateArray(),
            each => Assert.Equal("delivered", each.GetProperty("status").GetString())
        );
        Assert.InRange(attempts, Texts, 3 * Texts);
        Assert.InRange(seconds, 0, 20);
    }
}
