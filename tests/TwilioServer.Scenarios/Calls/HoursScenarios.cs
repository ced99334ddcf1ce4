using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Calls;

/// <summary>A business that is closed, or whose calls are paused: nobody is rung, and nothing is missed.</summary>
public sealed class HoursScenarios(SharedStack shared)
{
    private static readonly object[] WholeDay = [new { start = "00:00", end = "24:00" }];

    /// <summary>Closed at every moment: what the clock of this machine says does not matter.</summary>
    private static readonly object NeverOpen = new { };

    private static readonly object AlwaysOpen = new
    {
        monday = WholeDay,
        tuesday = WholeDay,
        wednesday = WholeDay,
        thursday = WholeDay,
        friday = WholeDay,
        saturday = WholeDay,
        sunday = WholeDay,
    };

    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task After_hours_nobody_is_rung_and_the_caller_may_leave_a_message_and_gets_a_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(
            new
            {
                hours = NeverOpen,
                afterHours = new { textBackBody = "{businessName} is closed. Reply STOP to opt out." },
            }
        );
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        await business.CustomerGetsTextAsync();
        Assert.Equal(["Demo Plumbing is closed. Reply STOP to opt out."], await business.TextsToCustomerAsync());
        Assert.Equal(["Say", "Record"], await call.VerbsAsync());
        Assert.Contains("We are closed right now", (await call.DocumentsAsync())[0], StringComparison.Ordinal);
        var row = await call.RowAsync();
        Assert.Equal(("no-answer", true, "after-hours"), (row.Status, row.Missed, row.MissedReason));
        Assert.Equal(("send", "after-hours"), await call.DecisionAsync());
    }

    [Fact]
    public async Task While_it_is_open_the_phone_rings()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { hours = AlwaysOpen });
        await business.OwnerAnswersAfterAsync(2, 10);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.False((await call.RowAsync()).Missed);
    }

    [Fact]
    public async Task An_emergency_phone_may_ring_after_hours()
    {
        var business = await Business.OpenAsync(_stack);
        var emergency = business.FurtherPhone(3);
        await business.SetAsync(new { hours = NeverOpen, afterHours = new { forwardTo = emergency } });
        await business.PhoneAsync(emergency, new { whenCalled = "answer", hangUpAfterSeconds = 10 });
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Equal(["Dial"], await call.VerbsAsync());
        Assert.False((await call.RowAsync()).Missed);
    }

    [Fact]
    public async Task A_number_may_have_words_and_a_phone_of_its_own()
    {
        var business = await Business.OpenAsync(_stack);
        var sales = business.FurtherPhone(4);
        var result = await _stack.RunAsync(
            "numbers",
            "set",
            "--number",
            business.Number,
            "--tenant",
            business.TenantId.ToString(),
            $$"""{"label":"Newspaper ad","calls":{"forwardTo":"{{sales}}","greeting":"Thanks for reading our ad."} }"""
        );
        Assert.True(result.ExitCode == 0, result.Error);
        await _stack.HasHeardAsync();
        await business.PhoneAsync(sales, new { whenCalled = "answer", hangUpAfterSeconds = 10 });
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        Assert.Contains("Thanks for reading our ad.", (await call.DocumentsAsync())[0], StringComparison.Ordinal);
        Assert.False((await call.RowAsync()).Missed);
    }

    [Fact]
    public async Task Calls_that_are_paused_hear_so_leave_messages_and_get_their_text_and_then_ring_again()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerAnswersAfterAsync(2, 10);
        await SwitchAsync(
            "pause-incoming-calls",
            "--reason",
            "Moving the database",
            "--tenant",
            business.TenantId.ToString()
        );
        var paused = await business.CustomerCallsAsync();
        await paused.EndsAsync();
        await business.CustomerGetsTextAsync();
        Assert.Equal(["Say", "Record"], await paused.VerbsAsync());
        Assert.Contains("We cannot connect calls", (await paused.DocumentsAsync())[0], StringComparison.Ordinal);
        Assert.DoesNotContain("database", (await paused.DocumentsAsync())[0], StringComparison.Ordinal);
        Assert.Equal((true, "maintenance"), ((await paused.RowAsync()).Missed, (await paused.RowAsync()).MissedReason));

        var again = await _stack.RunAsync(
            "pause-incoming-calls",
            "--reason",
            "Once more",
            "--tenant",
            business.TenantId.ToString()
        );
        Assert.Contains("were paused already", again.Output, StringComparison.Ordinal);
        await SwitchAsync("resume-incoming-calls", "--tenant", business.TenantId.ToString());
        var resumed = await business.CustomerCallsAsync();
        await resumed.EndsAsync();
        Assert.False((await resumed.RowAsync()).Missed);
        var nothing = await _stack.RunAsync("resume-incoming-calls", "--tenant", business.TenantId.ToString());
        Assert.Equal(0, nothing.ExitCode);
        Assert.Contains("nothing to resume", nothing.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_is_told_of_a_missed_call_and_of_the_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { notifyOwner = true });
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        var notice = await business.TextToAsync(business.Owner);
        Assert.StartsWith($"Demo Plumbing: missed call from {business.Customer} at ", notice, StringComparison.Ordinal);
        Assert.EndsWith("(no-answer). We texted them.", notice, StringComparison.Ordinal);
        Assert.Single(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task An_ignored_caller_is_put_through_and_never_texted()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { ignoreList = new[] { business.Customer[..8] + "*" }, notifyOwner = true });
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        Assert.Contains("Dial", await call.VerbsAsync());
        Assert.Equal(("suppressed", "ignored"), await call.DecisionAsync());
        await _stack.Emulator.AdvanceAsync(10);
        Assert.Empty(await business.TextsToCustomerAsync());
        Assert.Empty(await business.TextsToAsync(business.Owner));
    }

    private async Task SwitchAsync(params string[] command)
    {
        var result = await _stack.RunAsync(command);
        Assert.True(result.ExitCode == 0, result.Error);
        await _stack.HasHeardAsync();
    }
}
