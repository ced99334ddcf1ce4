using System.Text.Json;

namespace TwilioServer.Tests.Emulator.Rest;

/// <summary>What Twilio refuses is refused with its status, its code and its words.</summary>
public sealed class RefusalTests : EmulatorTest
{
    public static TheoryData<string, string, int, string> Calls =>
        new()
        {
            { "", $"From={Number}&Twiml=x", 21201, "No 'To' number is specified" },
            { "", $"To={Owner}&Twiml=x", 21213, "No 'From' number is specified" },
            { "", $"To={Owner}&From={Number}", 21205, "Url parameter is required." },
            { "", $"To={Owner}&From={Number}&Url=nonsense", 21205, "Url is not a valid URL: nonsense" },
            {
                "",
                $"To=12&From={Number}&Twiml=x",
                21211,
                "The phone number you are attempting to call, 12, is not valid."
            },
            {
                "",
                $"To={Owner}&From=12&Twiml=x",
                21212,
                "The source phone number provided, 12, is not a valid phone number."
            },
            {
                "",
                $"To={Owner}&From={Caller}&Twiml=x",
                21210,
                $"The source phone number provided, {Caller}, is not yet verified for your account."
            },
            { "", $"To={Owner}&From={Number}&ApplicationSid=AP1", 21218, "Invalid ApplicationSid: AP1" },
        };

    public static TheoryData<string, int, string> Messages =>
        new()
        {
            { $"From={Number}&Body=x", 21604, "A 'To' phone number is required." },
            { $"To={Owner}&Body=x", 21603, "A 'From' phone number is required." },
            { $"To={Owner}&From={Number}", 21602, "Message body is required." },
            { $"To=12&From={Number}&Body=x", 21211, "Invalid 'To' Phone Number: 12" },
            { $"To={Owner}&From=12&Body=x", 21212, "Invalid 'From' Phone Number: 12" },
            {
                $"To={Owner}&From={Caller}&Body=x",
                21606,
                $"The 'From' phone number provided ({Caller}) is not a valid message-capable Twilio phone number for this destination."
            },
            {
                $"To={Owner}&From={Number}&Body={new string('x', 1601)}",
                21617,
                "The concatenated message body exceeds the 1600 character limit."
            },
            { $"To={Number}&From={Number}&Body=x", 21266, "'To' and 'From' number cannot be the same" },
            { $"To={Owner}&MessagingServiceSid=MG1&Body=x", 21701, "The Messaging Service does not exist" },
            { $"To={Owner}&From={Number}&MediaUrl=nonsense", 21620, "Invalid media URL(s): nonsense" },
            {
                $"To={Owner}&From={Number}&Body=x&ValidityPeriod=36001",
                20001,
                "ValidityPeriod must be between 1 and 36000 seconds."
            },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_call(string path, string form, int code, string message) =>
        IsRefused($"/Calls{path}.json", form, code, message);

    [Theory]
    [MemberData(nameof(Messages))]
    public Task A_message(string form, int code, string message) => IsRefused("/Messages.json", form, code, message);

    [Fact]
    public async Task A_text_to_where_no_route_leads()
    {
        await Phone(Owner, new { isReachableByText = false });
        await IsRefused(
            "/Messages.json",
            $"To={Owner}&From={Number}&Body=x",
            21612,
            $"The 'To' phone number: {Owner}, is not currently reachable using the 'From' phone number: {Number} via SMS."
        );
    }

    [Theory]
    [InlineData("PhoneNumber=12", 21421)]
    [InlineData("", 21421)]
    [InlineData("PhoneNumber=%2B15125550199", 21422)]
    [InlineData("AreaCode=12", 21451)]
    [InlineData("PhoneNumber=%2B15125550142&VoiceUrl=nonsense", 21502)]
    public Task A_number(string form, int code) => IsRefused("/IncomingPhoneNumbers.json", form, code, null);

    private async Task IsRefused(string path, string form, int code, string? message)
    {
        var fields = form.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .Select(pair => (pair[0], Uri.UnescapeDataString(pair[1])));
        var (status, error) = await Rest("POST", path, [.. fields]);
        Assert.Equal((400, code), (status, error.GetProperty("code").GetInt32()));
        Assert.Equal(message ?? Text(error, "message"), Text(error, "message"));
        Assert.Equal($"https://www.twilio.com/docs/errors/{code}", Text(error, "more_info"));
        Assert.Equal(400, error.GetProperty("status").GetInt32());
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
