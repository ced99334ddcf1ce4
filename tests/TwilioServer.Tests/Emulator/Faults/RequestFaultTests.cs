using System.Text.Json;
using Xunit;

namespace TwilioServer.Tests.Emulator.Faults;

/// <summary>Requests of the API that fail on demand, and what was done nevertheless.</summary>
public sealed class RequestFaultTests : EmulatorTest
{
    [Theory]
    [InlineData("429", 429, 20429, 0)]
    [InlineData("500-before", 500, 20500, 0)]
    [InlineData("500-after", 500, 20500, 1)]
    public async Task Answer_with_an_error_before_or_after_the_message_is_accepted(
        string fault,
        int status,
        int code,
        int messages
    )
    {
        await Plan(new { route = "POST Messages", fault });
        var (actual, json) = await Create();
        Assert.Equal(status, actual);
        Assert.Equal(code, json.GetProperty("code").GetInt32());
        Assert.Equal(messages, await Accepted());
    }

    [Theory]
    [InlineData("timeout-after-accept")]
    [InlineData("reset-after-accept")]
    [InlineData("cut-body")]
    public async Task Break_the_connection_after_the_message_is_accepted(string fault)
    {
        await Plan(
            new
            {
                route = "POST Messages",
                fault,
                delaySeconds = 0.1,
            }
        );
        await Assert.ThrowsAsync<HttpRequestException>(() => Create());
        Assert.Equal(1, await Accepted());
    }

    [Fact]
    public async Task Answer_late_with_the_whole_answer()
    {
        await Plan(
            new
            {
                route = "POST Messages",
                fault = "slow",
                delaySeconds = 0.2,
            }
        );
        var started = TimeProvider.System.GetTimestamp();
        var (status, message) = await Create();
        Assert.Equal(201, status);
        Assert.Equal("queued", message.GetProperty("status").GetString());
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.19, 10);
    }

    [Fact]
    public async Task Strike_only_the_route_that_they_name()
    {
        await Plan(new { route = "POST Messages", fault = "429" });
        var (listed, _) = await Rest("GET", "/Messages.json");
        var (calls, _) = await Rest("GET", "/Calls.json");
        Assert.Equal((200, 200), (listed, calls));
        await Plan(new { route = "GET Messages/*", fault = "500-before" });
        var (fetched, _) = await Rest("GET", "/Messages/SM0.json");
        Assert.Equal(500, fetched);
    }

    [Fact]
    public async Task Strike_as_often_as_they_may_and_are_counted_and_told()
    {
        await Plan(
            new
            {
                route = "POST Messages",
                fault = "429",
                times = 2,
            }
        );
        var statuses = await Statuses(4);
        Assert.Equal([429, 429, 201, 201], statuses);
        var rule = (await Control("GET", "/faults", null)).GetProperty("rules")[0];
        Assert.Equal(4, rule.GetProperty("matched").GetInt32());
        Assert.Equal(2, rule.GetProperty("injected").GetInt32());
        var told = await Events("fault");
        Assert.Equal(2, told.Length);
        Assert.All(told, each => Assert.Equal("429", each.GetProperty("data").GetProperty("fault").GetString()));
        await Control("DELETE", "/faults", null);
        Assert.Empty((await Control("GET", "/faults", null)).GetProperty("rules").EnumerateArray());
    }

    [Fact]
    public async Task Strike_the_same_requests_when_the_seed_is_the_same()
    {
        var rule = new
        {
            route = "POST Messages",
            fault = "500-before",
            probability = 0.5,
        };
        await Plan(rule);
        var first = await Statuses(30);
        await Plan(rule);
        var second = await Statuses(30);
        Assert.Equal(first, second);
        Assert.InRange(first.Count(status => status == 500), 5, 25);
        await Control("PUT", "/faults", new { seed = 43, rules = new[] { rule } });
        Assert.NotEqual(first, await Statuses(30));
    }

    [Fact]
    public async Task Let_the_callback_come_before_the_answer()
    {
        await Plan(new { route = "POST Messages", fault = "before-the-201" });
        var answeredBefore = false;
        var creating = Task.CompletedTask;
        TheApp.On(
            "/sms-status",
            _ =>
            {
                answeredBefore |= creating.IsCompleted;
                return Task.CompletedTask;
            }
        );
        creating = Create(("StatusCallback", At("/sms-status")));
        await Control("GET", "/events?kind=message.created&waitSeconds=20", null);
        await Advance(0.3);
        await creating;
        Assert.Equal("sending", TheApp.Single("/sms-status")["MessageStatus"]);
        Assert.False(answeredBefore);
    }

    [Fact]
    public async Task Let_lists_lag_behind_what_can_be_fetched()
    {
        await Plan(
            new
            {
                route = "GET Messages",
                fault = "list-lag",
                delaySeconds = 30,
            }
        );
        var (_, message) = await Create();
        var sid = message.GetProperty("sid").GetString()!;
        var (fetched, _) = await Rest("GET", $"/Messages/{sid}.json");
        Assert.Equal(200, fetched);
        Assert.Empty(await Listed());
        await Advance(31);
        Assert.Equal([sid], await Listed());
    }

    [Theory]
    [InlineData("""{"rules":[{"route":"POST Messages"}]}""", "fault")]
    [InlineData("""{"rules":[{"fault":"429"}]}""", "route")]
    [InlineData("""{"rules":[{"fault":"dropped","route":"POST Messages"}]}""", "callback")]
    [InlineData("""{"rules":[{"fault":"429","route":"Messages"}]}""", "method and a path")]
    [InlineData("""{"rules":[{"fault":"429","route":"POST Messages","probability":2}]}""", "probability")]
    [InlineData("""{"rules":[{"fault":"explode","route":"POST Messages"}]}""", "rules[0].fault")]
    public async Task Are_refused_when_they_mean_nothing(string body, string hint)
    {
        var (status, json) = await TryControl("PUT", "/faults", body);
        Assert.Equal(400, status);
        Assert.Contains(hint, json.GetProperty("error").GetString());
    }

    private Task Plan(object rule) => Control("PUT", "/faults", new { seed = 42, rules = new[] { rule } });

    private Task<(int Status, JsonElement Json)> Create(params (string, string)[] more) =>
        Rest("POST", "/Messages.json", [("To", Owner), ("From", Number), ("Body", "Hi"), .. more]);

    private async Task<int[]> Statuses(int times)
    {
        var statuses = new List<int>();
        for (var time = 0; time < times; time++)
            statuses.Add((await Create([])).Status);
        return [.. statuses];
    }

    private async Task<int> Accepted() =>
        (await Control("GET", "/messages", null)).GetProperty("messages").GetArrayLength();

    private async Task<string[]> Listed()
    {
        var (_, page) = await Rest("GET", "/Messages.json");
        return [.. page.GetProperty("messages").EnumerateArray().Select(each => each.GetProperty("sid").GetString()!)];
    }
}
