using System.Text.Json;
using TwilioEmulator;

namespace TwilioServer.Tests.Emulator.Rest;

/// <summary>Messages through a service: accepted or scheduled first, then sent by a number of its pool.</summary>
public sealed class MessagingServiceTests : EmulatorTest
{
    private static readonly string Credentials = $"{Account}:{EmulatorOptions.DemoAuthToken}";

    [Fact]
    public async Task Is_accepted_first_and_has_neither_a_sender_nor_segments_yet()
    {
        var service = await Service(("StatusCallback", At("/service-status")));
        var (status, message) = await Create(service, "Hi");
        Assert.Equal((201, "accepted", "0"), (status, Text(message, "status"), Text(message, "num_segments")));
        Assert.Equal(JsonValueKind.Null, message.GetProperty("from").ValueKind);
        await Advance(5);
        var reports = TheApp.All("/service-status");
        Assert.Equal(["queued", "sending", "sent", "delivered"], reports.Select(each => each["MessageStatus"]));
        Assert.All(reports, each => Assert.Equal((service, Number), (each["MessagingServiceSid"], each["From"])));
        var (_, sent) = await Rest("GET", $"/Messages/{Text(message, "sid")}.json");
        Assert.Equal((Number, "1"), (Text(sent, "from"), Text(sent, "num_segments")));
        Assert.StartsWith("-0.", Text(sent, "price"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_of_its_own_comes_before_that_of_the_service()
    {
        var service = await Service(("StatusCallback", At("/service-status")));
        await Create(service, "Hi", ("StatusCallback", At("/own-status")));
        await Advance(5);
        Assert.Empty(TheApp.All("/service-status"));
        Assert.NotEmpty(TheApp.All("/own-status"));
    }

    [Fact]
    public async Task Is_kept_until_its_time()
    {
        var (_, message) = await Schedule(await Service(), TimeSpan.FromHours(1));
        var path = $"/Messages/{Text(message, "sid")}.json";
        Assert.Equal("scheduled", Text(message, "status"));
        await Advance(3590);
        Assert.Equal("scheduled", Text((await Rest("GET", path)).Json, "status"));
        await Advance(20);
        Assert.Equal("delivered", Text((await Rest("GET", path)).Json, "status"));
        var (late, error) = await Rest("POST", path, ("Status", "canceled"));
        Assert.Equal((409, 30409), (late, error.GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Can_be_taken_back_before_its_time()
    {
        var (_, message) = await Schedule(await Service(), TimeSpan.FromHours(1));
        var path = $"/Messages/{Text(message, "sid")}.json";
        var (_, canceled) = await Rest("POST", path, ("Status", "canceled"));
        Assert.Equal("canceled", Text(canceled, "status"));
        await Advance(4000);
        Assert.Equal("canceled", Text((await Rest("GET", path)).Json, "status"));
        Assert.Equal(204, (await Rest("DELETE", path)).Status);
    }

    [Theory]
    [InlineData(14)]
    [InlineData(36 * 24 * 60)]
    public async Task Cannot_be_scheduled_too_soon_or_too_late(int minutes)
    {
        var (status, error) = await Schedule(await Service(), TimeSpan.FromMinutes(minutes));
        Assert.Equal((400, 35114), (status, error.GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task A_number_alone_sends_at_once_whatever_the_schedule()
    {
        var (_, message) = await Rest(
            "POST",
            "/Messages.json",
            ("To", Owner),
            ("From", Number),
            ("Body", "Hi"),
            ("ScheduleType", "fixed"),
            ("SendAt", "2099-01-01T00:00:00Z")
        );
        Assert.Equal("queued", Text(message, "status"));
    }

    [Fact]
    public async Task A_stop_to_one_number_stops_the_service()
    {
        var service = await Service();
        await AddNumber(service, "+13035550142");
        await Receive("STOP");
        var (status, error) = await Create(service, "Hi");
        Assert.Equal((400, 21610), (status, error.GetProperty("code").GetInt32()));
        Assert.Equal("Attempt to send to unsubscribed recipient", Text(error, "message"));
    }

    [Fact]
    public async Task Prefers_a_number_of_the_receivers_area_and_stays_with_it()
    {
        var service = await Service();
        await AddNumber(service, "+13125550142");
        foreach (var body in new[] { "One", "Two" })
        {
            var (_, message) = await Create(service, body);
            await Advance(5);
            Assert.Equal(
                "+13125550142",
                Text((await Rest("GET", $"/Messages/{Text(message, "sid")}.json")).Json, "from")
            );
        }
    }

    [Fact]
    public async Task What_comes_in_goes_to_the_service()
    {
        var service = await Service(("InboundRequestUrl", At("/service-sms")));
        await Receive("Hello");
        Assert.Equal(service, TheApp.Single("/service-sms")["MessagingServiceSid"]);
        Assert.Empty(TheApp.All("/sms"));
        await Ask("POST", $"/v1/Services/{service}", ("UseInboundWebhookOnNumber", "true"));
        await Receive("Again");
        Assert.Equal("Again", TheApp.Single("/sms")["Body"]);
    }

    [Fact]
    public async Task A_service_without_numbers_cannot_send()
    {
        var (_, service) = await Ask("POST", "/v1/Services", ("FriendlyName", "Empty"));
        var (status, error) = await Create(Text(service, "sid"), "Hi");
        Assert.Equal((400, 21704), (status, error.GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Pictures_are_listed_and_can_be_taken_out()
    {
        var (_, message) = await Rest(
            "POST",
            "/Messages.json",
            ("To", Owner),
            ("From", Number),
            ("MediaUrl", "https://example.com/a.png"),
            ("MediaUrl", "https://example.com/b.jpg")
        );
        Assert.Equal("2", Text(message, "num_media"));
        Assert.StartsWith("MM", Text(message, "sid"), StringComparison.Ordinal);
        var path = $"/Messages/{Text(message, "sid")}/Media";
        var (_, listed) = await Rest("GET", path + ".json");
        var types = listed.GetProperty("media_list").EnumerateArray().Select(each => Text(each, "content_type"));
        Assert.Equal(["image/jpeg", "image/png"], types);
        var first = Text(listed.GetProperty("media_list")[0], "sid");
        Assert.Equal(204, (await Rest("DELETE", $"{path}/{first}.json")).Status);
        Assert.Equal(404, (await Rest("GET", $"{path}/{first}.json")).Status);
    }

    private async Task<string> Service(params (string, string)[] settings)
    {
        var (_, service) = await Ask("POST", "/v1/Services", [("FriendlyName", "Pool"), .. settings]);
        await AddNumber(Text(service, "sid"), Number);
        return Text(service, "sid");
    }

    private async Task AddNumber(string service, string number)
    {
        await Rest("POST", "/IncomingPhoneNumbers.json", ("PhoneNumber", number));
        var (_, list) = await Rest("GET", "/IncomingPhoneNumbers.json?PhoneNumber=" + Uri.EscapeDataString(number));
        var sid = Text(list.GetProperty("incoming_phone_numbers")[0], "sid");
        var (status, _) = await Ask("POST", $"/v1/Services/{service}/PhoneNumbers", ("PhoneNumberSid", sid));
        Assert.Equal(201, status);
    }

    private async Task<(int Status, JsonElement Json)> Schedule(string service, TimeSpan ahead)
    {
        var now = (await Control("GET", "/clock", null)).GetProperty("now").GetDateTimeOffset();
        var at = $"{now + ahead:yyyy-MM-ddTHH:mm:ssZ}";
        return await Create(service, "Later", ("ScheduleType", "fixed"), ("SendAt", at));
    }

    private Task<(int Status, JsonElement Json)> Create(string service, string body, params (string, string)[] more) =>
        Rest("POST", "/Messages.json", [("To", Owner), ("MessagingServiceSid", service), ("Body", body), .. more]);

    private Task<(int Status, JsonElement Json)> Ask(string method, string path, params (string, string)[] form) =>
        Send(method, "/messaging.twilio.com" + path, Credentials, form);

    private async Task Receive(string body)
    {
        await Control(
            "POST",
            "/messages",
            new
            {
                from = Owner,
                to = Number,
                body,
            }
        );
        await Settle();
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
