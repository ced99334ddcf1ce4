using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>Authentication, errors and headers of the API.</summary>
public sealed class RestTests : EmulatorTest
{
    private static readonly string LongBody = new('x', 1601);

    public static TheoryData<string, string, int> BadRequests =>
        new()
        {
            { "/Calls.json", "From={Number}&Url=http://localhost/", 21201 },
            { "/Calls.json", "To={Owner}&Url=http://localhost/", 21213 },
            { "/Calls.json", "To={Owner}&From={Number}", 21205 },
            { "/Calls.json", "To={Owner}&From={Number}&Url=nonsense", 21205 },
            { "/Calls.json", "To=+1&From={Number}&Url=http://localhost/", 21211 },
            { "/Calls.json", "To={Owner}&From=me&Url=http://localhost/", 21212 },
            { "/Calls.json", "To={Owner}&From={Owner}&Url=http://localhost/", 21210 },
            { "/Messages.json", "From={Number}&Body=Hi", 21604 },
            { "/Messages.json", "To={Owner}&Body=Hi", 21603 },
            { "/Messages.json", "To={Owner}&From={Number}", 21602 },
            { "/Messages.json", "To={Owner}&From={Number}&Body=", 21602 },
            { "/Messages.json", "To=12&From={Number}&Body=Hi", 21211 },
            { "/Messages.json", "To={Owner}&From=12&Body=Hi", 21212 },
            { "/Messages.json", "To={Owner}&From={Owner}&Body=Hi", 21606 },
            { "/Messages.json", "To={Owner}&From={Number}&Body={LongBody}", 21617 },
            { "/Messages.json", "To={Owner}&From={Number}&Body=Hi&StatusCallback=nonsense", 21609 },
            { "/Messages.json", "To={Owner}&From={Number}&Body=Hi&ValidityPeriod=40000", 20001 },
        };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Refuses_with_the_code_of_Twilio(string path, string form, int code)
    {
        var fields = form.Replace("{Number}", Number)
            .Replace("{Owner}", Owner)
            .Replace("{LongBody}", LongBody)
            .Split('&')
            .Select(each => each.Split('=', 2))
            .Select(each => (each[0], each[1]));
        var (status, error) = await Rest("POST", path, [.. fields]);
        Assert.Equal(400, status);
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Equal(400, error.GetProperty("status").GetInt32());
        Assert.NotEqual("", error.GetProperty("message").GetString());
        Assert.Equal($"https://www.twilio.com/docs/errors/{code}", error.GetProperty("more_info").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("ACdeadbeefdeadbeefdeadbeefdeadbeef:wrong")]
    [InlineData("AC00000000000000000000000000000000:0123456789abcdef0123456789abcdef")]
    public async Task Refuses_other_credentials(string? credentials)
    {
        var (status, error) = await Send("GET", $"/2010-04-01/Accounts/{Account}/Calls.json", credentials);
        Assert.Equal(401, status);
        Assert.Equal(20003, error.GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("/Calls/CA00000000000000000000000000000000.json")]
    [InlineData("/Messages/SM00000000000000000000000000000000.json")]
    [InlineData("/Recordings/RE00000000000000000000000000000000.json")]
    [InlineData("/IncomingPhoneNumbers/PN00000000000000000000000000000000.json")]
    [InlineData("/Calls/CA00000000000000000000000000000000/Recordings.json")]
    [InlineData("/Nonsense.json")]
    public async Task Does_not_find_what_is_not_there(string path)
    {
        var (status, error) = await Rest("GET", path);
        Assert.Equal(404, status);
        Assert.Equal(20404, error.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Answers_with_the_headers_of_Twilio()
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync($"{BaseUrl}/2010-04-01/Accounts/{Account}/Calls.json");
        Assert.Matches("^RQ[0-9a-f]{32}$", response.Headers.GetValues("Twilio-Request-Id").Single());
        Assert.Matches(@"^\d+\.\d{3}$", response.Headers.GetValues("Twilio-Request-Duration").Single());
        Assert.Equal("api.twilio.com", response.Headers.GetValues("X-Api-Domain").Single());
        Assert.Equal("us1", response.Headers.GetValues("X-Home-Region").Single());
        Assert.Equal("AT-5000", response.Headers.GetValues("X-Powered-By").Single());
        Assert.Equal("none", response.Headers.GetValues("X-Shenanigans").Single());
    }

    [Fact]
    public async Task Logs_its_requests()
    {
        await Rest("GET", "/Calls/CA0.json");
        var data = (await Events("rest"))[^1].GetProperty("data");
        Assert.Equal("GET", data.GetProperty("method").GetString());
        Assert.Equal($"/2010-04-01/Accounts/{Account}/Calls/CA0.json", data.GetProperty("path").GetString());
        Assert.Equal(404, data.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Finds_and_changes_numbers()
    {
        var (_, list) = await Rest("GET", "/IncomingPhoneNumbers.json?PhoneNumber=%2B15125550199");
        var number = Assert.Single(list.GetProperty("incoming_phone_numbers").EnumerateArray());
        Assert.Equal(At("/voice"), number.GetProperty("voice_url").GetString());
        Assert.True(number.GetProperty("capabilities").GetProperty("sms").GetBoolean());
        var path = $"/IncomingPhoneNumbers/{number.GetProperty("sid").GetString()}.json";
        var (status, changed) = await Rest(
            "POST",
            path,
            ("VoiceUrl", At("/other")),
            ("VoiceMethod", "GET"),
            ("SmsUrl", "")
        );
        Assert.Equal(200, status);
        Assert.Equal(At("/other"), changed.GetProperty("voice_url").GetString());
        Assert.Equal("GET", changed.GetProperty("voice_method").GetString());
        Assert.Equal("", changed.GetProperty("sms_url").GetString());
        Assert.Equal(At("/status"), changed.GetProperty("status_callback").GetString());
        await Call();
        Assert.Equal("GET", TheApp.Single("/other").Method);
        var (refused, _) = await Rest("POST", path, ("VoiceUrl", "nonsense"));
        Assert.Equal(400, refused);
    }
}
