using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Calls;

/// <summary>Who is rung, how, and when that counts as an answer.</summary>
public sealed class ForwardingScenarios(SharedStack shared)
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task Who_picks_up_and_presses_1_speaks_with_the_caller()
    {
        var business = await AskingForKeyAsync();
        await business.PicksUpAndPressesAsync(business.Owner, "1");
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        var row = await call.RowAsync();
        Assert.Equal(("completed", false, null), (row.Status, row.Missed, row.MissedReason));
        Assert.Equal("true", await call.ColumnAsync("accepted"));
        Assert.Null(await call.DecisionAsync());
        Assert.Empty(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task A_mailbox_that_picks_up_is_no_answer()
    {
        var business = await AskingForKeyAsync();
        await business.MailboxPicksUpAsync(business.Owner);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        await business.CustomerGetsTextAsync();
        var row = await call.RowAsync();
        Assert.Equal(("no-answer", true, "unanswered"), (row.Status, row.Missed, row.MissedReason));
        Assert.Contains("Record", await call.VerbsAsync());
    }

    [Fact]
    public async Task Another_key_than_1_asks_again_and_takes_no_call()
    {
        var business = await AskingForKeyAsync();
        await business.PicksUpAndPressesAsync(business.Owner, "5", talksForSeconds: 30);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        await business.CustomerGetsTextAsync();
        Assert.Equal("unanswered", (await call.RowAsync()).MissedReason);
        Assert.Equal(2, (await call.DocumentsAsync()).Count(document => document.Contains("<Gather")));
    }

    [Fact]
    public async Task A_machine_that_is_heard_is_hung_up_on_and_the_caller_is_asked_for_a_message()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { detectMachine = true });
        await business.MailboxPicksUpAsync(business.Owner);
        var call = await business.CustomerCallsAsync();
        // A machine is known 3 s after it picked up; its leg is ended by a job, in real time.
        await _stack.Emulator.AdvanceAsync(6);
        await _stack.Emulator.WaitForAsync(
            "rest",
            happened =>
                happened.GetProperty("data").GetProperty("method").GetString() == "POST"
                && happened
                    .GetProperty("data")
                    .GetProperty("path")
                    .GetString()!
                    .Contains("/Calls/CA", StringComparison.Ordinal)
        );
        await call.EndsAsync();

        await business.CustomerGetsTextAsync();
        var row = await call.RowAsync();
        Assert.Equal((true, "machine"), (row.Missed, row.MissedReason));
        Assert.Equal("machine_start", await call.ColumnAsync("answered_by"));
        Assert.Contains("Record", await call.VerbsAsync());
    }

    [Fact]
    public async Task Phones_ring_one_after_the_other_until_somebody_takes_the_call()
    {
        var business = await Business.OpenAsync(_stack);
        var (second, third) = (business.FurtherPhone(1), business.FurtherPhone(2));
        await business.SetAsync(
            new
            {
                forwardTo = new[] { business.Owner, second, third },
                forwardOrder = "sequential",
                ringTimeoutSeconds = 10,
            }
        );
        await business.OwnersLineIsBusyAsync();
        await business.PhoneAsync(second, new { whenCalled = "no-answer" });
        await business.PhoneAsync(
            third,
            new
            {
                whenCalled = "answer",
                answerAfterSeconds = 3,
                hangUpAfterSeconds = 20,
            }
        );
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        Assert.Equal(["Dial", "Dial", "Dial"], await call.VerbsAsync());
        Assert.False((await call.RowAsync()).Missed);
        Assert.Equal("2", await call.ColumnAsync("dial_target"));
    }

    [Fact]
    public async Task When_none_of_several_phones_answers_the_call_is_missed_once()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(
            new { forwardTo = new[] { business.Owner, business.FurtherPhone(1) }, forwardOrder = "sequential" }
        );
        await business.OwnersLineIsBusyAsync();
        await business.PhoneAsync(business.FurtherPhone(1), new { whenCalled = "no-answer" });
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        await business.CustomerGetsTextAsync();
        Assert.Equal(["Dial", "Dial", "Say", "Record"], await call.VerbsAsync());
        Assert.Equal("no-answer", (await call.RowAsync()).MissedReason);
        Assert.Single(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task Several_phones_ring_at_once_and_the_first_to_press_1_has_the_call()
    {
        var business = await AskingForKeyAsync();
        var second = business.FurtherPhone(1);
        await business.SetAsync(new { forwardTo = new[] { business.Owner, second } });
        await business.OwnerDoesNotAnswerAsync();
        await business.PicksUpAndPressesAsync(second, "1");
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        Assert.Equal(["Dial"], (await call.VerbsAsync()).Where(verb => verb == "Dial"));
        Assert.False((await call.RowAsync()).Missed);
    }

    [Fact]
    public async Task A_greeting_is_heard_before_the_phone_rings()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { greeting = "Thanks for calling {businessName}!", language = "es-US" });
        await business.OwnerAnswersAfterAsync(2, 10);
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        Assert.Equal(["Say", "Dial"], (await call.VerbsAsync()).Take(2));
        var document = (await call.DocumentsAsync())[0];
        Assert.Contains(
            """<Say language="es-US">Thanks for calling Demo Plumbing!</Say>""",
            document,
            StringComparison.Ordinal
        );
    }

    private async Task<Business> AskingForKeyAsync()
    {
        var business = await Business.OpenAsync(_stack);
        await business.SetAsync(new { requireKeyPress = true });
        return business;
    }
}
