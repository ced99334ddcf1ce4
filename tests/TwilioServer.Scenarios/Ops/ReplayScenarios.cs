using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Ops;

/// <summary>An operator asks what happened to a call, and what this build would do with it.</summary>
public sealed class ReplayScenarios(SharedStack shared)
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task A_call_is_told_step_by_step_and_answered_as_it_was()
    {
        var (_, call) = await MissedAsync();
        var replayed = await _stack.RunAsync("replay", call.CallSid);
        Assert.True(replayed.ExitCode == 0, replayed.Output + replayed.Error);
        Assert.Contains("voice: voice.received, new -> dialing", replayed.Output, StringComparison.Ordinal);
        Assert.Contains("dial-result: dial.ended, dialing -> voicemail", replayed.Output, StringComparison.Ordinal);
        Assert.Contains("answers all of them as they were answered", replayed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_are_shown_whole_only_when_that_is_asked_for()
    {
        var (business, call) = await MissedAsync();
        var masked = await _stack.RunAsync("replay", call.CallSid);
        Assert.DoesNotContain(business.Owner, masked.Output, StringComparison.Ordinal);
        var whole = await _stack.RunAsync("replay", call.CallSid, "--show-numbers");
        Assert.Contains(business.Owner, whole.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_todays_answer_differs_both_are_shown()
    {
        var (business, call) = await MissedAsync();
        var changed = await _stack.RunAsync(
            "tenants",
            "add",
            "--id",
            business.TenantId.ToString(),
            "--name",
            "Other Name",
            "--forward-to",
            business.Owner
        );
        Assert.True(changed.ExitCode == 0, changed.Error);
        var replayed = await _stack.RunAsync("replay", call.CallSid);
        Assert.Equal(1, replayed.ExitCode);
        Assert.Contains("DIFFERS  today", replayed.Output, StringComparison.Ordinal);
        Assert.Contains("You have reached Other Name", replayed.Output, StringComparison.Ordinal);
        Assert.Contains("settings have changed since", replayed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_nobody_knows_is_said_to_be_unknown()
    {
        var replayed = await _stack.RunAsync("replay", "CA00000000000000000000000000000000");
        Assert.Equal(2, replayed.ExitCode);
        Assert.Contains(
            "No call CA00000000000000000000000000000000 is known",
            replayed.Error,
            StringComparison.Ordinal
        );
    }

    private async Task<(Business Business, CustomerCall Call)> MissedAsync()
    {
        var business = await Business.OpenAsync(_stack);
        await business.OwnerDoesNotAnswerAsync();
        var call = await business.CustomerCallsAsync();
        await call.EndsAsync();
        await business.CustomerGetsTextAsync();
        return (business, call);
    }
}
