using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Messages;

/// <summary>Somebody has a block of numbers and calls from all of it: each missed call would send a text.</summary>
public sealed class PrefixCapScenarios
{
    [Fact]
    public async Task Over_the_cap_a_text_back_is_blocked_and_says_why_and_another_block_is_served()
    {
        await using var stack = await Stack.StartAsync(("TEXT_BACK_PREFIX_CAP", "2"));
        var business = await Business.OpenAsync(stack);
        await business.OwnersLineIsBusyAsync();
        foreach (var caller in (string[])["+12125550141", "+12125550142", "+12125550143", "+12125560144"])
            await (await business.CustomerCallsAsync(from: caller)).EndsAsync();
        Assert.Single(await business.TextsToAsync("+12125560144"));

        await using var connection = await stack.Database.OpenConnectionAsync();
        Assert.Equal(
            ("+12125550143", "TEXT_BACK_PREFIX_CAP is reached."),
            await connection.QuerySingleAsync<(string, string?)>(
                "SELECT to_number, error_message FROM sms_messages WHERE class = 'text-back' AND status = 'blocked'"
            )
        );
        Assert.Empty(await business.TextsToAsync("+12125550143"));
        Assert.Single(await business.TextsToAsync("+12125550141"));
        Assert.Single(await business.TextsToAsync("+12125550142"));
        Assert.Contains("TEXT_BACK_PREFIX_CAP is reached: 2 text-backs", stack.ServerLog, StringComparison.Ordinal);
        Assert.DoesNotContain("2125550143", stack.ServerLog, StringComparison.Ordinal);
    }
}
