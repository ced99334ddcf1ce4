using System.Text.Json;

namespace TwilioServer.Tests.Emulator.Rest;

/// <summary>Numbers that are bought, moved and given back, and applications that take the place of their URLs.</summary>
public sealed class ApplicationTests : EmulatorTest
{
    [Fact]
    public async Task A_number_follows_its_application()
    {
        TheApp.Twiml("/app-voice", "<Hangup/>");
        var (_, application) = await Rest(
            "POST",
            "/Applications.json",
            ("VoiceUrl", At("/app-voice")),
            ("StatusCallback", At("/app-status")),
            ("SmsUrl", At("/app-sms"))
        );
        var path = $"/IncomingPhoneNumbers/{await NumberSid()}.json";
        var sid = Text(application, "sid");
        await Rest("POST", path, ("VoiceApplicationSid", sid), ("SmsApplicationSid", sid));
        await Call();
        Assert.Single(TheApp.All("/app-voice"));
        Assert.Single(TheApp.All("/app-status"));
        await Control(
            "POST",
            "/messages",
            new
            {
                from = Owner,
                to = Number,
                body = "Hi",
            }
        );
        await Settle();
        Assert.Equal("Hi", TheApp.Single("/app-sms")["Body"]);
        Assert.Empty(TheApp.All("/voice"));
        await Rest("POST", path, ("VoiceApplicationSid", ""));
        await Call();
        Assert.Single(TheApp.All("/voice"));
    }

    [Fact]
    public async Task A_call_can_be_made_by_an_application()
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 1 });
        TheApp.Twiml("/app-voice", "<Hangup/>");
        var (_, application) = await Rest("POST", "/Applications.json", ("VoiceUrl", At("/app-voice")));
        var (status, _) = await Rest(
            "POST",
            "/Calls.json",
            ("To", Owner),
            ("From", Number),
            ("ApplicationSid", Text(application, "sid"))
        );
        Assert.Equal(201, status);
        await Advance(2);
        Assert.Equal("outbound-api", TheApp.Single("/app-voice")["Direction"]);
    }

    [Fact]
    public async Task A_number_is_bought_and_given_back()
    {
        var (status, bought) = await Rest("POST", "/IncomingPhoneNumbers.json", ("AreaCode", "303"));
        Assert.Equal((201, "+13035550100"), (status, Text(bought, "phone_number")));
        var path = $"/IncomingPhoneNumbers/{Text(bought, "sid")}.json";
        Assert.Equal(204, (await Rest("DELETE", path)).Status);
        Assert.Equal(404, (await Rest("GET", path)).Status);
        Assert.Equal(201, (await Rest("POST", "/IncomingPhoneNumbers.json", ("PhoneNumber", "+13035550100"))).Status);
    }

    [Fact]
    public async Task A_call_is_forgotten_only_after_its_end()
    {
        TheApp.Twiml("/voice", "<Pause length=\"60\"/>");
        var call = await Call();
        Assert.Equal(409, (await Rest("DELETE", $"/Calls/{call}.json")).Status);
        await HangUp(call);
        Assert.Equal(204, (await Rest("DELETE", $"/Calls/{call}.json")).Status);
        Assert.Equal(404, (await Rest("GET", $"/Calls/{call}.json")).Status);
    }

    [Fact]
    public async Task A_transcription_reports_its_begin_and_the_end_of_its_call()
    {
        TheApp.Twiml("/voice", "<Say>Hello</Say><Pause length=\"60\"/>");
        var call = await Call();
        await Advance(2);
        await Rest("POST", $"/Calls/{call}/Transcriptions.json", ("StatusCallbackUrl", At("/transcription")));
        await HangUp(call);
        var reports = TheApp.All("/transcription").OrderBy(each => each["SequenceId"]);
        Assert.Equal(
            ["transcription-started", "transcription-stopped"],
            reports.Select(each => each["TranscriptionEvent"])
        );
    }

    private async Task<string> NumberSid()
    {
        var (_, list) = await Rest("GET", "/IncomingPhoneNumbers.json");
        return Text(list.GetProperty("incoming_phone_numbers")[0], "sid");
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
