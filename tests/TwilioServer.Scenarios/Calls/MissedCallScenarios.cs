using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Calls;

/// <summary>What happens to a caller whom nobody answers.</summary>
public sealed class MissedCallScenarios(SharedStack shared)
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task A_missed_call_gets_exactly_one_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        var text = await business.CustomerGetsTextAsync();
        await _stack.Emulator.AdvanceAsync(10);

        var data = text.GetProperty("data");
        Assert.Equal(business.Number, data.GetProperty("from").GetString());
        Assert.Equal(
            "Hi, this is Demo Plumbing. Sorry we missed your call! How can we help? Reply STOP to opt out.",
            data.GetProperty("body").GetString()
        );
        Assert.Single(await business.TextsToCustomerAsync());
        Assert.Equal(["delivered"], await business.IntentStatusesAsync());
        Assert.Equal(("send", "no-answer"), await call.DecisionAsync());
        var row = await call.RowAsync();
        Assert.Equal(("no-answer", true, "no-answer", "ended"), (row.Status, row.Missed, row.MissedReason, row.Stage));
        Assert.True(row.Duration > 0);
    }

    [Fact]
    public async Task A_caller_leaves_a_message_and_the_recording_is_noted()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync(speaksForSeconds: 7);
        await call.EndsAsync();

        Assert.Equal(["Dial", "Say", "Record"], await call.VerbsAsync());
        var recording = await RecordingOfAsync(call);
        Assert.Equal(("completed", "twilio", 7), (recording.Status, recording.Storage, recording.Seconds));
        Assert.StartsWith("RE", recording.RecordingSid, StringComparison.Ordinal);
        Assert.Contains(recording.RecordingSid, recording.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_owner_means_a_voicemail_and_a_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnersLineIsBusyAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        await business.CustomerGetsTextAsync();
        var row = await call.RowAsync();
        Assert.Equal(("busy", true, "busy"), (row.Status, row.Missed, row.MissedReason));
        Assert.Contains("Record", await call.VerbsAsync());
    }

    [Fact]
    public async Task A_failing_owners_line_means_a_voicemail_and_a_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnersLineFailsAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();

        await business.CustomerGetsTextAsync();
        var row = await call.RowAsync();
        Assert.Equal(("failed", true, "failed"), (row.Status, row.Missed, row.MissedReason));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_who_hangs_up_while_it_rings_gets_one_text(bool twilioReportsTheDial)
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync(
            hangsUpAfterSeconds: 6,
            dialActionOnCallerHangUp: twilioReportsTheDial
        );
        await call.EndsAsync();

        await business.CustomerGetsTextAsync();
        Assert.Single(await business.IntentStatusesAsync());
        Assert.Single(await business.TextsToCustomerAsync());
        var row = await call.RowAsync();
        Assert.True(row.Missed);
        Assert.Equal(twilioReportsTheDial ? "canceled" : "no-answer", row.Status);
    }

    [Fact]
    public async Task A_second_missed_call_within_the_window_gets_no_second_text()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var first = await business.CustomerCallsAsync();
        await first.EndsAsync();
        await business.CustomerGetsTextAsync();

        var second = await business.CustomerCallsAsync();
        await second.EndsAsync();

        Assert.Equal(("send", "no-answer"), await first.DecisionAsync());
        Assert.Equal(("suppressed", "within-window"), await second.DecisionAsync());
        Assert.True((await second.RowAsync()).Missed);
        Assert.Single(await business.IntentStatusesAsync());
        Assert.Single(await business.TextsToCustomerAsync());
    }

    [Fact]
    public async Task An_anonymous_caller_is_served_and_never_texted()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync(from: "anonymous");
        await call.EndsAsync();

        Assert.Equal(["Dial", "Say", "Record"], await call.VerbsAsync());
        Assert.Equal(("suppressed", "caller-unknown"), await call.DecisionAsync());
        Assert.Empty(await business.IntentStatusesAsync());
    }

    private async Task<(string RecordingSid, string Url, int Seconds, string Status, string Storage)> RecordingOfAsync(
        CustomerCall call
    )
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return await Dapper.SqlMapper.QuerySingleAsync<(string, string, int, string, string)>(
            connection,
            "SELECT recording_sid, recording_url, recording_duration, status, storage FROM call_recordings WHERE call_sid = @CallSid",
            new { call.CallSid }
        );
    }
}
