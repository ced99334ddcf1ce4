using System.Text.Json;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>The life of texts that the API sends.</summary>
public sealed class MessageTests : EmulatorTest
{
    [Fact]
    public async Task Is_queued_in_the_answer_and_has_every_field()
    {
        var (status, message) = await Create("Sorry we missed you");
        Assert.Equal(201, status);
        Assert.Equal("queued", message.GetProperty("status").GetString());
        Assert.Equal("1", message.GetProperty("num_segments").GetString());
        Assert.Equal("0", message.GetProperty("num_media").GetString());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("date_sent").ValueKind);
        Assert.Equal(
            "account_sid,api_version,body,date_created,date_sent,date_updated,direction,error_code,error_message,from,"
                + "messaging_service_sid,num_media,num_segments,price,price_unit,sid,status,subresource_uris,to,uri",
            string.Join(',', message.EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal))
        );
    }

    [Theory]
    [InlineData("delivered", "sending,sent,delivered", null)]
    [InlineData("undelivered", "sending,sent,undelivered", "30005")]
    [InlineData("failed", "sending,failed", "30005")]
    [InlineData("never", "sending,sent", null)]
    public async Task Reports_every_state_but_the_first(string delivery, string states, string? errorCode)
    {
        await Phone(
            Owner,
            new
            {
                delivery,
                deliveryErrorCode = 30005,
                deliveryAfterSeconds = 4,
            }
        );
        var (_, message) = await Create("Hi", ("StatusCallback", At("/sms-status")));
        await Settle();
        Assert.Empty(TheApp.All("/sms-status"));
        await Advance(10);
        var reports = TheApp.All("/sms-status");
        Assert.Equal(states, string.Join(',', reports.Select(each => each["MessageStatus"])));
        Assert.All(reports, each => Assert.Equal(each["MessageStatus"], each["SmsStatus"]));
        Assert.All(reports, each => Assert.Equal(message.GetProperty("sid").GetString(), each["MessageSid"]));
        Assert.All(reports, each => Assert.Equal(each["MessageSid"], each["SmsSid"]));
        Assert.All(
            reports,
            each => Assert.Equal((Account, Number, Owner), (each["AccountSid"], each["From"], each["To"]))
        );
        Assert.Equal(errorCode, reports[^1]["ErrorCode"]);
        Assert.Equal("application/x-www-form-urlencoded", reports[^1].Headers["Content-Type"]);
        var (_, ended) = await Rest("GET", $"/Messages/{message.GetProperty("sid").GetString()}.json");
        Assert.Equal(states.Split(',')[^1], ended.GetProperty("status").GetString());
        Assert.Equal(errorCode, ended.GetProperty("error_code").ToString() is { Length: > 0 } code ? code : null);
    }

    [Fact]
    public async Task Has_the_carriers_receipt_in_minutes()
    {
        await Create("Hi", ("StatusCallback", At("/sms-status")));
        await Advance(1);
        Assert.Matches(@"^\d{10}$", TheApp.All("/sms-status")[^1]["RawDlrDoneDate"]);
    }

    [Theory]
    [InlineData(160, "a", "1")]
    [InlineData(161, "a", "2")]
    [InlineData(80, "€", "1")]
    [InlineData(81, "€", "2")]
    [InlineData(70, "日", "1")]
    [InlineData(71, "日", "2")]
    [InlineData(36, "😀", "2")]
    public async Task Counts_segments(int times, string letter, string segments)
    {
        var (_, message) = await Create(string.Concat(Enumerable.Repeat(letter, times)));
        Assert.Equal(segments, message.GetProperty("num_segments").GetString());
    }

    [Fact]
    public async Task Can_be_redacted_and_deleted_once_it_is_done()
    {
        var (_, message) = await Create("Secret");
        var path = $"/Messages/{message.GetProperty("sid").GetString()}.json";
        var (early, _) = await Rest("DELETE", path);
        Assert.Equal(409, early);
        await Advance(5);
        var (_, redacted) = await Rest("POST", path, ("Body", ""));
        Assert.Equal("", redacted.GetProperty("body").GetString());
        var (changed, _) = await Rest("POST", path, ("Body", "Other"));
        Assert.Equal(400, changed);
        var (deleted, _) = await Rest("DELETE", path);
        Assert.Equal(204, deleted);
        var (gone, _) = await Rest("GET", path);
        Assert.Equal(404, gone);
    }

    [Theory]
    [InlineData("STOP", true)]
    [InlineData(" stop ", true)]
    [InlineData("Unsubscribe", true)]
    [InlineData("stop calling me", false)]
    [InlineData("Hello", false)]
    public async Task Is_refused_with_21610_after_a_stop(string text, bool stops)
    {
        await Receive(text);
        var (status, json) = await Create("Hi");
        Assert.Equal(stops ? 400 : 201, status);
        if (stops)
            Assert.Equal(21610, json.GetProperty("code").GetInt32());
        Assert.Equal(text, TheApp.Single("/sms")["Body"]);
        var (other, _) = await Rest("POST", "/Messages.json", ("To", Caller), ("From", Number), ("Body", "Hi"));
        Assert.Equal(201, other);
        await Receive("START");
        var (again, _) = await Create("Hi");
        Assert.Equal(201, again);
    }

    [Fact]
    public async Task Comes_in_with_the_parameters_of_Twilio()
    {
        var sid = await Receive("Größe 1+1=2 & 😀");
        var expected = new Dictionary<string, string>
        {
            ["AccountSid"] = Account,
            ["ApiVersion"] = "2010-04-01",
            ["MessageSid"] = sid,
            ["SmsSid"] = sid,
            ["SmsMessageSid"] = sid,
            ["SmsStatus"] = "received",
            ["From"] = Owner,
            ["FromCity"] = "CHICAGO",
            ["FromState"] = "IL",
            ["FromZip"] = "60601",
            ["FromCountry"] = "US",
            ["To"] = Number,
            ["ToCity"] = "AUSTIN",
            ["ToState"] = "TX",
            ["ToZip"] = "78701",
            ["ToCountry"] = "US",
            ["Body"] = "Größe 1+1=2 & 😀",
            ["NumMedia"] = "0",
            ["NumSegments"] = "1",
        };
        Assert.Equal(expected.OrderBy(each => each.Key), TheApp.Single("/sms").Parameters.OrderBy(each => each.Key));
    }

    [Fact]
    public async Task Is_answered_by_TwiML()
    {
        TheApp.Twiml("/sms", "<Message>One</Message><Redirect>/more</Redirect><Message>Unreachable</Message>");
        TheApp.Twiml("/more", $"<Message to=\"{Caller}\" statusCallback=\"/sent\"><Body>Two</Body></Message>");
        await Receive("Hello");
        await Advance(5);
        var listed = await Control("GET", "/messages", null);
        var replies = listed
            .GetProperty("messages")
            .EnumerateArray()
            .Where(each => each.GetProperty("direction").GetString() == "outbound-reply")
            .Select(each => $"{each.GetProperty("to").GetString()} {each.GetProperty("body").GetString()}");
        Assert.Equal([$"{Caller} Two", $"{Owner} One"], replies);
        Assert.Equal(3, TheApp.All("/sent").Count);
    }

    [Fact]
    public async Task Falls_back_when_the_application_fails()
    {
        await OwnNumber(new { smsUrl = At("/sms"), smsFallbackUrl = At("/sms-fallback") });
        TheApp.Answer("/sms", 500, null, "");
        await Receive("Hello");
        Assert.Equal("11200", TheApp.Single("/sms-fallback")["ErrorCode"]);
        Assert.Equal(At("/sms"), TheApp.Single("/sms-fallback")["ErrorUrl"]);
        Assert.Equal("Hello", TheApp.Single("/sms-fallback")["Body"]);
    }

    private Task<(int Status, JsonElement Json)> Create(string body, params (string, string)[] more) =>
        Rest("POST", "/Messages.json", [("To", Owner), ("From", Number), ("Body", body), .. more]);

    private async Task<string> Receive(string body)
    {
        var json = await Control(
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
        return json.GetProperty("messageSid").GetString()!;
    }
}
