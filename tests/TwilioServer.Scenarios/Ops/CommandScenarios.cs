using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Ops;

/// <summary>The operator's commands, as the real program runs them.</summary>
public sealed class CommandScenarios(SharedStack shared)
{
    private readonly Stack _stack = shared.Stack;

    [Theory]
    [InlineData("DATABASE_URL", "mysql://canary-value@host/db")]
    [InlineData("TWILIO_ACCOUNT_SID", "canary-value")]
    [InlineData("TWILIO_AUTH_TOKEN", "canary-value")]
    [InlineData("PORT", "canary-value")]
    [InlineData("PUBLIC_BASE_URL", "ftp://canary-value")]
    [InlineData("NODE_ENV", "canary-value")]
    [InlineData("MASTER_KEY", "canary-value")]
    public async Task A_wrong_setting_stops_the_start_with_its_name_and_never_its_value(string name, string value)
    {
        var result = await CommandResult.RunAsync(
            TestEnvironment.ServerExe,
            ["serve"],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DATABASE_URL"] = _stack.DatabaseUrl,
                ["TWILIO_ACCOUNT_SID"] = Stack.AccountSid,
                ["TWILIO_AUTH_TOKEN"] = Stack.AuthToken,
                [name] = value,
            }
        );

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"twilio-server: {name} is wrong: expected ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-value", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_setting_stops_the_start_with_its_name()
    {
        var result = await CommandResult.RunAsync(
            TestEnvironment.ServerExe,
            ["serve"],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DATABASE_URL"] = "",
                ["TWILIO_ACCOUNT_SID"] = Stack.AccountSid,
                ["TWILIO_AUTH_TOKEN"] = Stack.AuthToken,
            }
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            "twilio-server: DATABASE_URL is missing: expected postgresql://user:password@host:port/name.",
            result.Error.Trim()
        );
    }

    [Fact]
    public async Task A_taken_port_is_explained()
    {
        var result = await CommandResult.RunAsync(
            TestEnvironment.ServerExe,
            ["serve"],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DATABASE_URL"] = _stack.DatabaseUrl,
                ["TWILIO_ACCOUNT_SID"] = Stack.AccountSid,
                ["TWILIO_AUTH_TOKEN"] = Stack.AuthToken,
                ["PORT"] = _stack.ServerUrl.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("PORT is taken", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tenants", "add", "--name", "X", "--forward-to", "5550100")]
    [InlineData("tenants", "add", "--name", "X", "--forward-to", "+14155550177", "--ring-timeout-seconds", "4")]
    [InlineData("tenants", "add", "--name", "X", "--forward-to", "+14155550177", "--number", "5550100")]
    [InlineData("numbers", "add", "--number", "5550100", "--tenant", "0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11")]
    [InlineData("numbers", "add", "--number", "+14155550100", "--tenant", "0190f5f0-7e4c-7d54-8d14-ffffffffffff")]
    public async Task A_command_that_cannot_be_done_says_why_and_changes_nothing(params string[] arguments)
    {
        var result = await _stack.RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("twilio-server: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_number_stays_with_its_tenant()
    {
        var business = await Business.OpenAsync(_stack);
        var other = await Business.OpenAsync(_stack);

        var result = await _stack.RunAsync(
            "numbers",
            "add",
            "--number",
            business.Number,
            "--tenant",
            other.TenantId.ToString()
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Another tenant has this number", result.Error, StringComparison.Ordinal);

        var late = await _stack.RunAsync(
            "tenants",
            "add",
            "--name",
            "Late Plumbing",
            "--forward-to",
            business.FurtherPhone(1),
            "--number",
            business.FurtherPhone(2),
            business.Number
        );
        Assert.Equal(1, late.ExitCode);
        Assert.Contains("Another tenant has this number", late.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Late Plumbing",
            (await _stack.RunAsync("tenants", "list")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        var result = await _stack.RunAsync("migrate");

        Assert.Equal((0, "The schema is up to date."), (result.ExitCode, result.Output.Trim()));
    }

    [Fact]
    public async Task The_demo_tells_the_story_of_a_missed_call()
    {
        await using var stack = await Stack.StartAsync();
        var business = await Business.OpenAsync(stack);

        var result = await stack.RunAsync(
            "demo",
            "--emulator-url",
            stack.EmulatorUrl.ToString(),
            "--number",
            business.Number,
            "--owner",
            business.Owner,
            "--caller",
            business.Customer
        );

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        foreach (
            var part in new[]
            {
                "/webhooks/voice ",
                "<Dial>",
                "/webhooks/voice/dial-result",
                "message.send done",
                "<Record>",
                "delivered",
            }
        )
            Assert.Contains(part, result.Output, StringComparison.Ordinal);
    }
}
