using Xunit;

namespace TwilioServer.Tests.Emulator.Faults;

/// <summary>Callbacks that come late, twice, in another order or not at all, while the API shows the truth.</summary>
public sealed class CallbackFaultTests : EmulatorTest
{
    [Fact]
    public async Task Never_come_while_lists_show_the_truth()
    {
        await Plan(new { callback = "message-status", fault = "dropped" });
        await Deliver();
        Assert.Empty(TheApp.All("/sms-status"));
        Assert.Equal(3, (await Events("fault")).Length);
        var (_, page) = await Rest("GET", "/Messages.json");
        Assert.Equal("delivered", page.GetProperty("messages")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Come_several_times_with_one_idempotency_token()
    {
        await Plan(
            new
            {
                callback = "*",
                fault = "duplicated",
                copies = 3,
                times = 1,
            }
        );
        await Deliver();
        Assert.Equal(["sending", "sending", "sending", "sent", "delivered"], Reported());
        Assert.Equal(
            3,
            TheApp.All("/sms-status").Select(each => each.Headers["I-Twilio-Idempotency-Token"]).Distinct().Count()
        );
    }

    [Fact]
    public async Task Come_late_with_what_was_true_when_they_were_due()
    {
        await Plan(
            new
            {
                callback = "message-status",
                fault = "late",
                delaySeconds = 60,
                times = 1,
            }
        );
        await Deliver();
        Assert.Equal(["sent", "delivered"], Reported());
        await Advance(60);
        Assert.Equal(["sent", "delivered", "sending"], Reported());
    }

    [Fact]
    public async Task Come_in_another_order_and_all_of_them()
    {
        await Plan(
            new
            {
                callback = "message-status",
                fault = "shuffled",
                delaySeconds = 100,
            }
        );
        for (var message = 0; message < 5; message++)
            await Deliver();
        await Advance(100);
        var inOrder = Enumerable.Repeat(new[] { "sending", "sent", "delivered" }, 5).SelectMany(each => each).ToArray();
        Assert.NotEqual(inOrder, Reported());
        Assert.Equal(inOrder.Order(), Reported().Order());
    }

    [Fact]
    public async Task Of_calls_have_their_own_rules()
    {
        await Plan(new { callback = "status-callback", fault = "dropped" });
        TheApp.Twiml("/voice", "<Hangup/>");
        await Call();
        await Deliver();
        Assert.Empty(TheApp.All("/status"));
        Assert.Equal(3, Reported().Length);
    }

    private Task Plan(object rule) => Control("PUT", "/faults", new { seed = 42, rules = new[] { rule } });

    private string[] Reported() => [.. TheApp.All("/sms-status").Select(each => each["MessageStatus"]!)];

    private async Task Deliver()
    {
        await Rest(
            "POST",
            "/Messages.json",
            ("To", Owner),
            ("From", Number),
            ("Body", "Hi"),
            ("StatusCallback", At("/sms-status"))
        );
        await Advance(2);
    }
}
