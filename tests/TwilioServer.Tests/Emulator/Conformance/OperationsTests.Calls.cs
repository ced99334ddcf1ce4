namespace TwilioServer.Tests.Emulator.Conformance;

public sealed partial class OperationsTests
{
    private async Task AskAboutCalls()
    {
        await Phone(Owner, new { whenCalled = "answer", answerAfterSeconds = 1 });
        TheApp.Twiml("/talk", "<Pause length=\"60\"/>");
        TheApp.Answer("/broken", 500, null, "");
        var call = await Api(
            "POST",
            "/Calls.json",
            ("To", Owner),
            ("From", Number),
            ("Url", At("/talk")),
            ("Record", "true")
        );
        var path = $"/Calls/{Sid(call)}";
        await Api("GET", path + ".json");
        await Advance(2);
        await Api("GET", path + ".json");
        await AskAboutCallRecordings(path);
        await AskAboutRealtimeTranscriptions(path);
        await Api("POST", path + ".json", ("Url", At("/broken")));
        await Advance(10);
        await Api("GET", path + "/Events.json");
        var notifications = await Api("GET", path + "/Notifications.json");
        await Api("GET", $"{path}/Notifications/{FirstSid(notifications, "notifications")}.json");
        await AskAboutRecordings();
        await AskAboutInsights(Sid(call));
        await Api("GET", "/Calls.json?PageSize=1");
        await Api("DELETE", path + ".json");
    }

    private async Task AskAboutCallRecordings(string call)
    {
        var started = await Api("POST", call + "/Recordings.json", ("RecordingChannels", "dual"));
        await Api("GET", call + "/Recordings.json");
        var path = $"{call}/Recordings/{Sid(started)}.json";
        await Api("GET", path);
        await Api("POST", call + "/Recordings/Twilio.CURRENT.json", ("Status", "paused"), ("PauseBehavior", "skip"));
        await Api("POST", path, ("Status", "in-progress"));
        await Advance(3);
        await Api("POST", path, ("Status", "stopped"));
        await Advance(2);
        await Api("GET", path);
        await Api("DELETE", path);
    }

    private async Task AskAboutRealtimeTranscriptions(string call)
    {
        var started = await Api("POST", call + "/Transcriptions.json", ("Name", "notes"));
        await Api("POST", $"{call}/Transcriptions/{Sid(started)}.json", ("Status", "stopped"));
    }

    private async Task AskAboutRecordings()
    {
        var listed = await Api("GET", "/Recordings.json?IncludeSoftDeleted=true");
        Assert.Equal(2, listed.GetProperty("recordings").GetArrayLength());
        var recording = FirstSid(await Api("GET", "/Recordings.json"), "recordings");
        await Api("GET", $"/Recordings/{recording}.json");
        for (var made = 0; made < 2; made++)
            await Control("POST", $"/recordings/{recording}/transcriptions", new { text = "Please call me back." });
        await Api("GET", "/Transcriptions.json?PageSize=1");
        var below = await Api("GET", $"/Recordings/{recording}/Transcriptions.json");
        var first = below.GetProperty("transcriptions")[0].GetProperty("sid").GetString();
        var second = below.GetProperty("transcriptions")[1].GetProperty("sid").GetString();
        await Api("GET", $"/Recordings/{recording}/Transcriptions/{first}.json");
        await Api("DELETE", $"/Recordings/{recording}/Transcriptions/{first}.json");
        await Api("GET", $"/Transcriptions/{second}.json");
        await Api("DELETE", $"/Transcriptions/{second}.json");
        await Api("DELETE", $"/Recordings/{recording}.json");
        await Api("GET", $"/Recordings/{recording}.json?IncludeSoftDeleted=true");
    }

    private async Task AskAboutInsights(string call)
    {
        await Ask("insights", "GET", "/v1/Voice/Settings");
        await Ask("insights", "POST", "/v1/Voice/Settings", ("AdvancedFeatures", "true"));
        await Ask("insights", "GET", $"/v1/Voice/{call}");
        await Ask("insights", "GET", $"/v1/Voice/{call}/Summary");
        await Ask("insights", "GET", $"/v1/Voice/{call}/Events");
        await Ask("insights", "GET", $"/v1/Voice/{call}/Metrics?PageSize=1");
        await Ask("insights", "GET", $"/v1/Voice/{call}/Annotation");
        await Ask(
            "insights",
            "POST",
            $"/v1/Voice/{call}/Annotation",
            ("CallScore", "4"),
            ("QualityIssues", "choppy_robotic,echo"),
            ("ConnectivityIssue", "dropped_call")
        );
        await Ask("insights", "GET", "/v1/Voice/Summaries?ProcessingState=all&PageSize=1");
    }
}
